import type { BuildOptions } from 'rolldown'

/** Our own sources and the contract are bundled; packages from the registry stay outside. */
const external = /^(?!@grantry\/|\.|\/)/

const buildOf = (name: string, source: string): BuildOptions => ({
  input: { [name]: source },
  platform: 'node',
  external,
  output: { dir: 'dist', format: 'esm', entryFileNames: '[name].mjs' },
})

export default [
  buildOf('cli', 'src/cli/main.ts'),
  // Runs in a process of its own, which may read no other file.
  buildOf('evaluation-child', 'src/build/evaluation-child.ts'),
]
