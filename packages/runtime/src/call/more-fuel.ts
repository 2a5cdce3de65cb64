import { METER } from '../instrument/meter-names.ts'

/** Who gives an instance its fuel in slices. */
export interface FuelGiver {
  /** A slice has ended. `go on`: there is another one, or none at all. `wait`: there may be one later, see {@link wait}. */
  grant(): 'go on' | 'wait'
  /** Settles when the guest may go on. Only where nothing but the guest's own frames is on its stack. */
  wait(): Promise<void>
}

/**
 * (module
 *   (import "host" "grant" (func $grant (result i32)))
 *   (import "host" "wait" (func $wait))
 *   (func (export "more") (if (call $grant) (then (call $wait)))))
 *
 * A suspending function can be imported, but not put into a table; and it may not even be called where it cannot suspend.
 */
const MORE = Uint8Array.fromBase64(
  'AGFzbQEAAAABCAJgAAF/YAAAAhoCBGhvc3QFZ3JhbnQAAARob3N0BHdhaXQAAQMCAQEHCAEEbW9yZQACCgsBCQAQAARAEAELCw==',
)

let compiled: WebAssembly.Module | null = null

/** Lets an instance ask for more fuel. One that gets its fuel as a whole does not ask. */
export function offerFuel(exports: WebAssembly.Exports, giver: FuelGiver): void {
  const table = exports[METER.more]
  if (!(table instanceof WebAssembly.Table)) return
  compiled ??= new WebAssembly.Module(MORE)
  const grant = () => (giver.grant() === 'wait' ? 1 : 0)
  const wait = new WebAssembly.Suspending(() => giver.wait()) as unknown as Function
  table.set(0, new WebAssembly.Instance(compiled, { host: { grant, wait } }).exports['more'])
}
