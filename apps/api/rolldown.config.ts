import { defineConfig } from 'rolldown'

/** One file for the server. Our own packages are bundled, because they are TypeScript; everything from npm stays outside. */
export default defineConfig({
  input: { main: 'src/main.ts' },
  platform: 'node',
  tsconfig: 'tsconfig.json',
  external: (id) =>
    !id.startsWith('.') &&
    !id.startsWith('/') &&
    !id.startsWith('@grantry/contract') &&
    id !== '@grantry/runtime' &&
    id !== '@grantry/stripe-emulator' &&
    !id.startsWith('@oxc-project/'),
  output: { dir: 'dist', format: 'esm', sourcemap: true, codeSplitting: false, cleanDir: true },
})
