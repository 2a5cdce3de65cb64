import { compileMetered, compileModule, type LinkableModule } from '../../compile/compile-module.ts'
import type { Caps, FuelSupply } from '../../instrument/index.ts'
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
  #sliced: Omit<EngineCode, 'code'> | null = null
  readonly #compiled = new Map<string, LinkableModule>()
  readonly #booted = new Map<string, BootedEngine>()

  supply(code: EngineCode): void {
    this.#code = code
  }

  /** The engine metered for guests that get their fuel in slices. */
  supplySliced(sliced: Omit<EngineCode, 'code'>): void {
    this.#sliced = sliced
  }

  /**
   * An engine is in the same state after booting however it gets its fuel, and has taken the same of it.
   * @throws LimitRefused when the caps leave no room for the engine itself
   */
  booted(caps: Caps, supply: FuelSupply = 'whole'): BootedEngine {
    const booted = remembered(this.#booted, keyOf(caps), () => bootEngine(this.compiled(caps)))
    return supply === 'whole' ? booted : booted.compiledAs(this.compiled(caps, supply))
  }

  /** Has an instance ready of each booted engine, for the next guest. */
  bringUpSpares(): void {
    for (const booted of this.#booted.values()) booted.bringUpSpare()
  }

  /** @throws LimitRefused when the caps leave no room for the engine itself */
  compiled({ memoryPages, tableElements }: Caps, supply: FuelSupply = 'whole'): LinkableModule {
    const caps = { memoryPages, tableElements }
    return remembered(this.#compiled, `${supply} ${keyOf(caps)}`, () => this.#compile(caps, supply))
  }

  #compile(caps: Caps, supply: FuelSupply): LinkableModule {
    if (this.#code === null) throw new Error('the supervisor sends the engine before the first guest')
    const ready = supply === 'whole' ? this.#code : this.#sliced
    if (ready !== null && keyOf(ready.caps) === keyOf(caps)) return compileMetered(ready.metered)
    return compileModule(this.#code.code, { caps, supply }, () => {})
  }
}

const keyOf = ({ memoryPages, tableElements }: Caps): string => `${memoryPages}/${tableElements}`

function remembered<T>(known: Map<string, T>, key: string, make: () => T): T {
  const made = known.get(key) ?? make()
  known.set(key, made)
  return made
}
