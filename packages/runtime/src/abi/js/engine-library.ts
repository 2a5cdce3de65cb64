import { compileMetered, compileModule, type LinkableModule } from '../../compile/compile-module.ts'
import type { Caps } from '../../instrument/index.ts'
import { bootEngine, type BootedEngine } from './booted-engine.ts'

/** The engine as the supervisor hands it over. */
export interface EngineCode {
  /** As it was built. */
  readonly code: Uint8Array
  /** Instrumented for `caps`. */
  readonly metered: Uint8Array
  readonly caps: Caps
}

/**
 * The JavaScript engine, a guest like any other: inspected, metered, capped, compiled and booted, each at most once for
 * each set of caps, and not before it is needed. For the usual caps the supervisor has metered it already. Its imports
 * are all answered by `engine-imports.ts`.
 */
export class EngineLibrary {
  #code: EngineCode | null = null
  readonly #compiled = new Map<string, LinkableModule>()
  readonly #booted = new Map<string, BootedEngine>()

  supply(code: EngineCode): void {
    this.#code = code
  }

  /** @throws LimitRefused when the caps leave no room for the engine itself */
  booted(caps: Caps): BootedEngine {
    return remembered(this.#booted, caps, () => bootEngine(this.compiled(caps)))
  }

  /** @throws LimitRefused when the caps leave no room for the engine itself */
  compiled({ memoryPages, tableElements }: Caps): LinkableModule {
    return remembered(this.#compiled, { memoryPages, tableElements }, (caps) => this.#compile(caps))
  }

  #compile(wanted: Caps): LinkableModule {
    if (this.#code === null) throw new Error('the supervisor sends the engine before the first guest')
    const { code, metered, caps } = this.#code
    const isMetered = caps.memoryPages === wanted.memoryPages && caps.tableElements === wanted.tableElements
    return isMetered ? compileMetered(metered) : compileModule(code, wanted, () => {})
  }
}

function remembered<T>(known: Map<string, T>, caps: Caps, make: (caps: Caps) => T): T {
  const key = `${caps.memoryPages}/${caps.tableElements}`
  const made = known.get(key) ?? make(caps)
  known.set(key, made)
  return made
}
