import { defineConfig } from 'rolldown'

/** Our own sources and the contract are bundled; packages from the registry stay outside. */
const external = /^(?!@grantry\/|\.|\/|grantry:)/

const output = { dir: 'dist', format: 'esm', entryFileNames: '[name].mjs', chunkFileNames: 'chunk-[hash].mjs' } as const

export default defineConfig([
  { input: { cli: 'src/cli/main.ts' }, platform: 'node', external, output },
  { input: { 'evaluation-child': 'src/build/evaluation-child.ts' }, platform: 'node', external, output },
])
