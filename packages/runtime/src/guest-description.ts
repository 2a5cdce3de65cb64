import type { Abi, DeclaredJob, DeclaredOperation, Instances } from './guest.ts'
import type { FuelSupply } from './instrument/index.ts'
import type { Limits } from './limits.ts'

/**
 * A declaration as the sandbox gets it: with every name under which the guest may register it, the one on the wire
 * last. The host builds the namespace; a guest can only spell what is in this list.
 */
type Spelled<Declared> = Declared & { readonly spellings: readonly string[] }
export type SpelledOperation = Spelled<DeclaredOperation>
export type SpelledJob = Spelled<DeclaredJob>

/** A guest as it is described to its sandbox. */
export interface GuestDescription {
  readonly abi: Abi
  readonly digest: string
  readonly workspace: string
  readonly limits: Limits
  readonly supply: FuelSupply
  readonly instances: Instances
  readonly operations: readonly SpelledOperation[]
  readonly jobs: readonly SpelledJob[]
}

/** JSON of a description: big integers travel as decimal text. */
export const encodeDescription = ({ limits, ...rest }: GuestDescription): string =>
  JSON.stringify({ ...rest, limits: { ...limits, fuel: String(limits.fuel), loadFuel: String(limits.loadFuel) } })

/** The inverse of {@link encodeDescription}, for text of the supervisor, which the sandbox trusts. */
export function decodeDescription(text: string): GuestDescription {
  const { limits, ...rest } = JSON.parse(text)
  return { ...rest, limits: { ...limits, fuel: BigInt(limits.fuel), loadFuel: BigInt(limits.loadFuel) } }
}
