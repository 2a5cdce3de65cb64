/**
 * How a metered module gets its fuel.
 * - `whole`: all of it before a call; it traps when that has ended.
 * - `sliced`: a part of it at a time. When that has ended it asks its host for more, see `METER.more`, goes on when it has got
 *   some, and traps when it has not.
 */
export type FuelSupply = 'whole' | 'sliced'
