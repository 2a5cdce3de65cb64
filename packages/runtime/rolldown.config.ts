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

/** The sandbox's program: one file, because reading that file is the only right its process has. */
export default defineConfig({
  input: 'src/sandbox/child/entry.ts',
  platform: 'node',
  plugins: [rawText],
  output: { file: 'dist/sandbox.mjs', format: 'esm', codeSplitting: false },
})
