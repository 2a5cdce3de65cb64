import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The same pages for the API server, which draws what a visitor sees first: one file that needs nothing else. */
export default defineConfig({
  plugins: [react()],
  define: { 'process.env.NODE_ENV': '"production"' },
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    // Beside the manifest: what begins with a dot is served to nobody.
    outDir: 'dist/.server',
    ssr: 'src/draw-page.tsx',
    target: 'node26',
    rolldownOptions: { output: { codeSplitting: false } },
    reportCompressedSize: false,
  },
})
