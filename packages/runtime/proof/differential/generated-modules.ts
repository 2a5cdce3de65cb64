import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { compileFunction } from 'node:vm'

/** Of WebAssembly, what `inspect` accepts; all that wasm-opt knows beyond the first version and is not named is off. */
const FEATURES = [
  '--enable-bulk-memory',
  '--enable-bulk-memory-opt',
  '--enable-multivalue',
  '--enable-mutable-globals',
  '--enable-nontrapping-float-to-int',
  '--enable-reference-types',
  '--enable-sign-ext',
  '--enable-simd',
  '--enable-tail-call',
]

const FROM_BYTES = 200
const TO_BYTES = 6_000

interface Emscripten {
  arguments: string[]
  print(line: string): void
  printErr(line: string): void
  quit(): void
  postRun(): void
  /** Taken instead of the WebAssembly that the program carries within itself. */
  instantiateWasm?(imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void): void
}
type Engine = Pick<typeof WebAssembly, 'instantiate'>
type Start = (module: Emscripten, engine: Engine, require: NodeJS.Require, dirname: string, filename: string) => void

/**
 * Binaryen's `wasm-opt --translate-to-fuzz`: makes a valid module out of random bytes, the same for the same bytes. The
 * program is compiled once and started anew for each module, in this process: a process for each would take ten times
 * as long.
 */
export class ModuleGenerator implements Disposable {
  readonly #program = createRequire(import.meta.url).resolve('binaryen/bin/wasm-opt')
  readonly #start: Start
  readonly #folder = mkdtempSync(join(tmpdir(), 'grantry-generated-'))
  #compiled: WebAssembly.Module | null = null
  /** The engine as the program sees it: what it compiles is kept. */
  readonly #engine = Object.assign(Object.create(WebAssembly) as Engine, {
    instantiate: async (bytes: unknown, imports?: WebAssembly.Imports) => {
      this.#compiled = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>)
      return { module: this.#compiled, instance: new WebAssembly.Instance(this.#compiled, imports) }
    },
  })

  constructor() {
    const source = readFileSync(this.#program, 'utf8').replace(/^#!.*/, '')
    this.#start = compileFunction(source, ['Module', 'WebAssembly', 'require', '__dirname', '__filename']) as Start
  }

  /** The module that these random numbers make. */
  async next(random: () => number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = Uint8Array.from({ length: FROM_BYTES + Math.floor(random() * (TO_BYTES - FROM_BYTES)) }, () =>
      Math.floor(random() * 256),
    )
    const [input, output] = [join(this.#folder, 'input'), join(this.#folder, 'output.wasm')]
    writeFileSync(input, bytes)
    rmSync(output, { force: true })
    await this.#run(['--quiet', '--translate-to-fuzz', input, '-o', output, ...FEATURES])
    return Uint8Array.from(readFileSync(output))
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #run(options: string[]): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const silent = () => {}
    const module: Emscripten = { arguments: options, print: silent, printErr: silent, quit: silent, postRun: resolve }
    const compiled = this.#compiled
    if (compiled !== null)
      module.instantiateWasm = (imports, receive) => receive(new WebAssembly.Instance(compiled, imports))
    this.#start(module, this.#engine, createRequire(this.#program), dirname(this.#program), this.#program)
    return promise
  }
}
