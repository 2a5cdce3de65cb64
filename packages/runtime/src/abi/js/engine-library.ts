import { compileModule } from '../../compile/compile-module.ts'
import type { Caps } from '../../instrument/index.ts'
import { bootEngine, type BootedEngine } from './booted-engine.ts'

/**
 * The JavaScript engine, a guest like any other: inspected, metered, capped and booted, once for each set of caps. Its
 * code comes from the supervisor with the first frame, and its imports are all answered by `engine-imports.ts`.
 */
export class EngineLibrary {
  #code: Uint8Array | null = null
  readonly #engines = new Map<string, BootedEngine>()

  supply(code: Uint8Array): void {
    this.#code = code
  }

  /** @throws LimitRefused when the caps leave no room for the engine itself */
  engine({ memoryPages, tableElements }: Caps): BootedEngine {
    const key = `${memoryPages}/${tableElements}`
    const known = this.#engines.get(key)
    if (known !== undefined) return known
    if (this.#code === null) throw new Error('the supervisor sends the engine before the first guest')
    const engine = bootEngine(compileModule(this.#code, { memoryPages, tableElements }, () => {}))
    this.#engines.set(key, engine)
    return engine
  }
}
