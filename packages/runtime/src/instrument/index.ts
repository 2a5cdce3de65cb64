import type { ModuleInfo } from '../inspect/index.ts'
import { enforce } from '../inspect/structure-limits.ts'
import { requireRoom, type Caps } from './caps.ts'
import type { FuelSupply } from './fuel-supply.ts'
import { rewriteSections, type Rewritten } from './section-rewriter.ts'

export type { Caps } from './caps.ts'
export type { FuelSupply } from './fuel-supply.ts'
export { LimitRefused, type LimitCode } from './limit.errors.ts'
export { METER } from './meter-names.ts'
export type { Rewritten } from './section-rewriter.ts'

/** Changes whenever a module would be rewritten differently: part of every key under which metered bytes are kept. */
export const INSTRUMENTER_VERSION = 12

/**
 * Rewrites a module so that it counts its own fuel and cannot outgrow `caps`. The same bytes, caps and supply give the
 * same result, and the same calls take the same fuel on every machine, whatever the supply. What a unit of fuel buys is in docs/fuel.md; what the
 * host must do is in {@link METER}.
 *
 * @param bytes a module that `WebAssembly.validate` accepts. Of others nothing is promised: an index that is invalid
 * here could point at what is added.
 * @param info what `inspect` returned for these bytes.
 * @throws LimitRefused when the module starts larger than `caps`, InspectionRefused `structure_limit` when its meter makes it
 * too long.
 */
export function instrument(
  bytes: Uint8Array,
  info: ModuleInfo,
  caps: Caps,
  supply: FuelSupply = 'whole',
): Uint8Array<ArrayBuffer> {
  return rewrite(bytes, info, caps, supply).metered
}

/** The same with the way back from places in the metered module. @throws what {@link instrument} throws */
export function rewrite(bytes: Uint8Array, info: ModuleInfo, caps: Caps, supply: FuelSupply): Rewritten {
  requireRoom(info, caps)
  // A Buffer is an array of another kind, and engines are slow where there may be several.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
  const rewritten = rewriteSections(plain, info, caps, supply)
  enforce('meteredBytes', rewritten.metered.length, 0)
  return rewritten
}
