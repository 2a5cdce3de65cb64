import type { ModuleInfo } from '../../src/inspect/index.ts'

/** Lines that one module may say. */
const MOST_LINES = 10_000

/** What generated modules import: they log values, and reach their own exports and functions by way of the host. */
export class FuzzingSupport {
  /** Everything the module said, in order. */
  readonly trace: string[] = []
  /** Traps that were caught here, which no host of ours does: what the call that trapped had left is lost. */
  caught = 0
  /** Set when a call that ran out of stack was caught here: what the module does from then on depends on the engine. */
  ranOutOfStack = false
  /** The exports that it may call, once it has been started. */
  exports: readonly WebAssembly.ExportValue[] = []
  #table: WebAssembly.Table | null = null

  /** Import objects for all that this module wants. */
  importsFor({ imports }: ModuleInfo): WebAssembly.Imports {
    const wanted: WebAssembly.Imports = {}
    for (const { module, name, kind } of imports) {
      wanted[module] ??= {}
      wanted[module][name] = kind === 'function' ? this.#function(name) : (null as unknown as WebAssembly.ImportValue)
    }
    return wanted
  }

  /** Opens the exports to the module; until then, they are not there for its start function. */
  open(exports: readonly WebAssembly.ExportValue[]): void {
    this.exports = exports
    this.#table = exports.find((exported) => exported instanceof WebAssembly.Table) ?? null
  }

  #function(name: string): (...values: never[]) => unknown {
    switch (name) {
      case 'call-export':
        return (index: number) => this.#callExport(index)
      case 'call-export-catch':
        return (index: number) => this.#catching(() => this.#callExport(index))
      case 'call-ref':
        return (reference: unknown) => callWithNothing(reference)
      case 'call-ref-catch':
        return (reference: unknown) => this.#catching(() => callWithNothing(reference))
      case 'table-get':
        return (index: number) => this.#table?.get(index >>> 0)
      case 'table-set':
        return (index: number, value: unknown) => this.#table?.set(index >>> 0, value)
      case 'sleep':
        return (_ms: number, id: number) => id
      default:
        return (...values: unknown[]) => this.#log(`${name} ${values.map(String).join(' ')}`)
    }
  }

  /** Ends a module that says something for ever, at the same line with and without a meter. */
  #log(line: string): void {
    if (this.trace.length === MOST_LINES) throw new Error('It says too much')
    this.trace.push(line)
  }

  #callExport(index: number): void {
    if (this.exports.length > 0) callWithNothing(this.exports[(index >>> 0) % this.exports.length])
  }

  #catching(run: () => void): number {
    try {
      run()
      return 0
    } catch (error) {
      if (error instanceof RangeError) this.ranOutOfStack = true
      this.caught += 1
      return 1
    }
  }
}

function callWithNothing(target: unknown): void {
  if (typeof target === 'function') target()
}
