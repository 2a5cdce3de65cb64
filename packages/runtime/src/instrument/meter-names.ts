/** What a metered module exports beside its own exports. */
export const METER = {
  /** Mutable i64: units left. The host sets it before a call and reads it after; below 0 means exhausted. */
  fuel: '__grantry_fuel',
  /** The former start function, `() -> ()`, when there was one: the host calls it under fuel after instantiation. */
  start: '__grantry_start',
  /** Mutable i32: how often `memory.grow` failed for our cap alone. */
  deniedGrowth: '__grantry_denied_growth',
  /**
   * Of a module that gets its fuel in slices: a table of one function, `() -> ()`, which the host puts there. It is called
   * with the fuel below 0, and may have given more when it returns; the module traps when it has not.
   */
  more: '__grantry_more',
  /** With an index behind it: a mutable global of the guest's own, where `rewindableGlobals` names it. */
  globalPrefix: '__grantry_global_',
} as const
