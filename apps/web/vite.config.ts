import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compressed } from './compressed.plugin.ts'

/** The host stays that of the page: the API refuses what comes from another site. */
const API = { target: 'http://127.0.0.1:4310', changeOrigin: false }

export default defineConfig({
  plugins: [react(), tailwindcss(), compressed()],
  // React has had this hook since 18; the stand-in for older ones is not needed.
  resolve: { alias: { 'use-sync-external-store/shim/with-selector': 'use-sync-external-store/with-selector' } },
  server: { host: '127.0.0.1', proxy: { '/v1': API, '/schemas': API, '/docs': API } },
  build: {
    // The first engines with light-dark(), on which the two themes rest.
    target: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    // The content security policy allows no data: addresses.
    assetsInlineLimit: 0,
    // The server says in the head of a page what it needs: it knows the page before the first script does.
    modulePreload: false,
    manifest: true,
    // What every page needs is one file: it compresses better than a dozen.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } } },
    reportCompressedSize: true,
  },
})
