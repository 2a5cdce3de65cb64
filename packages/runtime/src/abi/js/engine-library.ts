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
 * The JavaScript engine, a guest like any other: inspected, metered, capped and booted, once for each set of caps. For
 * the usual ones the supervisor has metered it already. Its imports are all answered by `engine-imports.ts`.
 */
export class EngineLibrary {
  #code: EngineCode | null = null
  readonly #engines = new Map<string, BootedEngine>()

  supply(code: EngineCode): void {
    this.#code = code
  }

  /** @throws LimitRefused when the caps leave no room for the engine itself */
  engine({ memoryPages, tableElements }: Caps): BootedEngine {
    const key = `${memoryPages}/${tableElements}`
    const known = this.#engines.get(key)
    if (known !== undefined) return known
    const engine = bootEngine(this.#compile({ memoryPages, tableElements }))
    this.#engines.set(key, engine)
    return engine
  }

  #compile(wanted: Caps): LinkableModule {
    if (this.#code === null) throw new Error('the supervisor sends the engine before the first guest')
    const { code, metered, caps } = this.#code
    const isMetered = caps.memoryPages === wanted.memoryPages && caps.tableElements === wanted.tableElements
    return isMetered ? compileMetered(metered) : compileModule(code, wanted, () => {})
  }
}
