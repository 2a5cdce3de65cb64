import { readFile } from 'node:fs/promises'
import { defineConfig, type Plugin } from 'rolldown'

/** `import text from './file?raw'`: the file as a string. */
const rawText: Plugin = {
  name: 'raw-text',
  async resolveId(source, importer) {
    if (!source.endsWith('?raw')) return null
    const resolved = await this.resolve(source.slice(0, -'?raw'.length), importer)
    return resolved === null ? null : `${resolved.id}?raw`
  },
  async load(id) {
    if (!id.endsWith('?raw')) return null
    const text = await readFile(id.slice(0, -'?raw'.length), 'utf8')
    return { code: `export default ${JSON.stringify(text)}`, moduleType: 'js' }
  },
}

/** Programs of processes and threads of their own: each is one file, and reading it is all that a sandbox may. */
const program = (name: string, input: string) => ({
  input,
  platform: 'node' as const,
  plugins: [rawText],
  output: { file: `dist/${name}.mjs`, format: 'esm' as const, codeSplitting: false },
})

export default defineConfig([
  program('sandbox', 'src/sandbox/child/entry.ts'),
  program('rewriter', 'src/rewriting/rewriter-thread.ts'),
])
