import type { World } from '../state/world.ts'

/**
 * A route by its types: the parameters of Stripe's SDK, the paths in them that the emulator implements (`items.price`),
 * and the answer. The request schemas are derived from this.
 */
export interface Call<Params, Supports extends string, Answer> {
  readonly params: Params
  readonly supports: Supports
  readonly answer: Answer
}

/** Parameters that every list has. */
export type Paging = 'limit' | 'starting_after' | 'ending_before'

/** A request whose parameters have been held against the schema of its route. */
export interface ApiRequest<Params> {
  readonly world: World
  readonly params: Params
  /** The objects that the path names: `/v1/transfers/:id/reversals/:child`. */
  readonly path: { readonly id: string; readonly child: string }
}
