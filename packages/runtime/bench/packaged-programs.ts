import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { QuickJS } from 'quickjs-wasi'

/** Does so much of a program's work, and returns a checksum. */
export type Run = (turns: number) => unknown

/** A program that a package brings along, compiled by its own authors. */
export interface PackagedProgram {
  /** Path of its module. */
  readonly wasm: string
  /** Brings it up on this module, by way of `WebAssembly.instantiate`. */
  start(module: WebAssembly.Module): Promise<Run>
}

const require = createRequire(import.meta.url)
const resolved = (specifier: string) => fileURLToPath(import.meta.resolve(specifier))

/** These packages keep one instance for each time that they are loaded. */
const freshImport = async <Module>(path: string) =>
  (await import(`${path}?${randomBytes(8).toString('hex')}`)) as Module

function freshRequire<Module>(specifier: string): Module {
  delete require.cache[require.resolve(specifier)]
  return require(specifier) as Module
}

const TEXT = Array.from(
  { length: 400 },
  (_, line) =>
    `const item${line} = items.map((each) => each.price * ${line % 17} + "tax ${line * 7919}") // line ${line}`,
).join('\n')

/** The JavaScript engine of the `js` ABI, which interprets a script. */
const quickjs: PackagedProgram = {
  wasm: resolved('quickjs-wasi/quickjs.wasm'),
  async start(module) {
    const engine = await QuickJS.create({ wasm: module })
    return (turns) =>
      engine
        .evalCode(
          `{
    let sum = 0
    for (let turn = 0; turn < ${turns}; turn += 1) {
      const words = 'the quick brown fox jumps over the lazy dog'.split(' ').sort()
      const people = words.map((name, id) => ({ id, name, tags: [...name].reverse() }))
      sum += JSON.parse(JSON.stringify(people)).reduce((total, { id, tags }) => total + id * tags.length, 0)
      sum += words.join('-').replace(/[aeiou]/g, (vowel) => vowel.toUpperCase()).length
    }
    String(sum)
  }`,
        )
        .toString()
  },
}

interface Database {
  run(sql: string): void
  exec(sql: string): { values: unknown[][] }[]
  close(): void
}
interface Emscripten {
  instantiateWasm(imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void): object
}
type InitSqlJs = (options: Emscripten) => Promise<{ Database: new () => Database }>

/** SQLite in memory, with some of what its own speed test does: inserts, an index, joins, updates, deletes. */
const sqlite: PackagedProgram = {
  wasm: resolved('sql.js/dist/sql-wasm.wasm'),
  async start(module) {
    const { Database } = await freshRequire<InitSqlJs>('sql.js')({
      instantiateWasm(imports, receive) {
        void WebAssembly.instantiate(module, imports).then(receive)
        return {}
      },
    })
    return (turns) => {
      let sum = 0
      for (let turn = 0; turn < turns; turn += 1) {
        const database = new Database()
        database.run(`
          CREATE TABLE numbers (id INTEGER PRIMARY KEY, value INTEGER, name TEXT);
          INSERT INTO numbers
            WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < 400)
            SELECT n, (n * 7919) % 1009, 'number ' || (n * 31 % 97) FROM up;
          CREATE INDEX by_value ON numbers (value);
          UPDATE numbers SET value = value + 1 WHERE id % 3 = 0;
          DELETE FROM numbers WHERE value BETWEEN 100 AND 150;`)
        const [rows] = database.exec(`
          SELECT a.name, count(*), sum(b.value) FROM numbers a JOIN numbers b ON b.value = a.id
          WHERE a.name LIKE '%3%' GROUP BY a.name ORDER BY 3 DESC`)
        sum += Number(rows?.values[0]?.[2]) + (rows?.values.length ?? 0)
        database.close()
      }
      return sum
    }
  },
}

interface Onig {
  loadWASM(options: { instantiator(imports: WebAssembly.Imports): Promise<object> }): Promise<void>
  createOnigScanner(patterns: string[]): {
    findNextMatchSync(text: unknown, from: number): { captureIndices: { start: number; end: number }[] } | null
  }
  createOnigString(text: string): unknown
}

/** The regular expressions of an editor's grammars, looking for the tokens of a source text. */
const oniguruma: PackagedProgram = {
  wasm: resolved('vscode-oniguruma').replace('main.js', 'onig.wasm'),
  async start(module) {
    const onig = freshRequire<Onig>('vscode-oniguruma')
    await onig.loadWASM({
      instantiator: async (imports) => ({ module, instance: await WebAssembly.instantiate(module, imports) }),
    })
    const scanner = onig.createOnigScanner([
      '\\b(const|let|var)\\b(?=\\s+[_$\\p{L}])',
      '//.*$',
      '"(?:[^"\\\\]|\\\\.)*"',
      '\\b[0-9]+(?:\\.[0-9]+)?\\b',
      '(?<![.\\w])([_$\\p{L}][\\w$]*)\\s*(?=\\()',
      '=>|[-+*/=]',
    ])
    const text = onig.createOnigString(TEXT)
    return (turns) => {
      let sum = 0
      for (let turn = 0; turn < turns; turn += 1) {
        for (let from = 0; ;) {
          const [match] = scanner.findNextMatchSync(text, from)?.captureIndices ?? []
          if (match === undefined) break
          sum += match.start
          from = Math.max(match.end, from + 1)
        }
      }
      return sum
    }
  },
}

interface Png {
  default(module: WebAssembly.Module): Promise<unknown>
  encode(pixels: Uint8Array, width: number, height: number, depth: number): Uint8Array
  decode(file: Uint8Array): { data: Uint8Array }
}

/** An image codec written in Rust: an image to PNG and back. */
const png: PackagedProgram = {
  wasm: resolved('@jsquash/png/codec/pkg/squoosh_png_bg.wasm'),
  async start(module) {
    const codec = await freshImport<Png>(import.meta.resolve('@jsquash/png/codec/pkg/squoosh_png.js'))
    await codec.default(module)
    const side = 96
    const pixels = Uint8Array.from({ length: side * side * 4 }, (_, at) => (at % 7) * (at >> 9) + ((at * at) >> 5))
    return (turns) => {
      let sum = 0
      for (let turn = 0; turn < turns; turn += 1) {
        const file = codec.encode(pixels, side, side, 8)
        sum += file.length + (codec.decode(file).data[turn % pixels.length] ?? 0)
      }
      return sum
    }
  },
}

interface Brotli {
  default(module: WebAssembly.Module): Promise<unknown>
  compress(bytes: Uint8Array, options: { quality: number }): Uint8Array
  decompress(bytes: Uint8Array): Uint8Array
}

/** A compressor written in Rust: a text, and back. */
const brotli: PackagedProgram = {
  wasm: resolved('brotli-wasm').replace('index.web.js', 'pkg.web/brotli_wasm_bg.wasm'),
  async start(module) {
    const codec = await freshImport<Brotli>(this.wasm.replace('_bg.wasm', '.js'))
    await codec.default(module)
    const text = new TextEncoder().encode(TEXT)
    return (turns) => {
      let sum = 0
      for (let turn = 0; turn < turns; turn += 1) {
        const packed = codec.compress(text, { quality: 5 })
        sum += packed.length + codec.decompress(packed).length
      }
      return sum
    }
  },
}

export const PACKAGED_PROGRAMS = { brotli, oniguruma, png, quickjs, sqlite } as const satisfies Record<
  string,
  PackagedProgram
>
