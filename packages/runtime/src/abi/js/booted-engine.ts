import { faultOf, loadFault } from '../../call/traps.ts'
import type { LinkableModule } from '../../compile/compile-module.ts'
import { GuestFault } from '../../faults.ts'
import { JsInstance, type JsSnapshot } from './js-instance.ts'

/** Fuel that booting may take; it takes some 3 million. */
const BOOT_FUEL = 1_000_000_000n

export interface JsBeginning {
  readonly snapshot: JsSnapshot
  /** What booting took. Every guest pays it as if it had booted an engine of its own: its fuel tells no difference. */
  readonly fuel: bigint
}

/** An engine that has run its own initialisation and the prelude, and nothing of any guest. */
export class BootedEngine {
  readonly compiled: LinkableModule
  /** What every instance of these caps begins as; a fault when the caps leave no room to boot. */
  readonly beginning: JsBeginning | GuestFault
  #spare: JsInstance | null = null

  constructor(compiled: LinkableModule, beginning: JsBeginning | GuestFault) {
    this.compiled = compiled
    this.beginning = beginning
  }

  /** The same beginning in an engine that was metered otherwise. */
  compiledAs(compiled: LinkableModule): BootedEngine {
    return new BootedEngine(compiled, this.beginning)
  }

  /** An instance at its beginning, that of nobody yet. */
  newInstance(beginning: JsBeginning): JsInstance {
    const spare = this.#spare
    this.#spare = null
    return spare ?? this.#bringUp(beginning)
  }

  /**
   * Has an instance ready for the next guest, if there is none: to reserve its memory and to write to it for the first time
   * takes the engine a third of what the evaluation of a bundle takes.
   */
  bringUpSpare(): void {
    if (!(this.beginning instanceof GuestFault)) this.#spare ??= this.#bringUp(this.beginning)
  }

  #bringUp({ snapshot }: JsBeginning): JsInstance {
    const instance = new JsInstance(this.compiled)
    instance.restore(snapshot)
    return instance
  }
}

/**
 * Boots an engine once, before the first guest needs it. Its state is kept, and is what each guest's own instance
 * begins as: no guest has run in it, so that there is nothing one could learn of another.
 */
export function bootEngine(compiled: LinkableModule): BootedEngine {
  const instance = new JsInstance(compiled)
  instance.meter.refill(BOOT_FUEL)
  try {
    instance.boot()
    const fuel = instance.meter.consumed
    return new BootedEngine(compiled, { snapshot: instance.snapshot(), fuel })
  } catch (thrown) {
    return new BootedEngine(compiled, loadFault(faultOf(thrown, instance.meter, null)))
  }
}
