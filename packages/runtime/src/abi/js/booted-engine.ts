import { faultOf, loadFault } from '../../call/traps.ts'
import type { LinkableModule } from '../../compile/compile-module.ts'
import { GuestFault } from '../../faults.ts'
import { JsInstance, type JsSnapshot } from './js-instance.ts'

/** Fuel that booting may take; it takes some 3 million. */
const BOOT_FUEL = 1_000_000_000n

/** An engine that has run its own initialisation and the prelude, and nothing of any guest. */
export interface BootedEngine {
  readonly compiled: LinkableModule
  /** What every instance of these caps begins as; a fault when the caps leave no room to boot. */
  readonly beginning: JsBeginning | GuestFault
}

export interface JsBeginning {
  readonly snapshot: JsSnapshot
  /** What booting took. Every guest pays it as if it had booted an engine of its own: its fuel tells no difference. */
  readonly fuel: bigint
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
    return { compiled, beginning: { snapshot: instance.snapshot(), fuel } }
  } catch (thrown) {
    return { compiled, beginning: loadFault(faultOf(thrown, instance.meter, null)) }
  }
}
