import type { Charges } from './charges.ts'
import { STEP, type Flow } from './flow.ts'
import { MOST_LIGHT_FUEL, MOST_TOLL } from './fuel-prices.ts'

/** What a direct call to a function takes, and what that leaves to the function. */
export interface Callee {
  /** Units that the caller takes for the callee, which then does not take them. */
  readonly toll: number
  /**
   * Of a function that does so little that it never looks whether fuel is left: the most units it takes beside the
   * toll. Null for all others.
   */
  readonly light: number | null
  /** It takes no fuel beside its toll. */
  readonly isSilent: boolean
}

/** Called from outside or through a reference, nobody pays a toll for it. */
export const STRANGER: Callee = { toll: 0, light: null, isSilent: false }

/**
 * What the function in `[first, last]` of the table leaves to its direct callers, who are all that it has.
 * @param charges settled for it, with `entryLevel` units at its entry.
 */
export function calleeOf(flow: Flow, charges: Charges, first: number, last: number, entryLevel: number): Callee {
  const toll = Math.min(entryLevel, MOST_TOLL)
  let total = 0
  let isLight = true
  let isSilent = entryLevel === toll
  for (let step = first; step <= last; step += 1) {
    total += flow.cost[step] ?? 0
    isLight &&= !endsStraightness(flow, step)
    if (step > first) isSilent &&= charges.behind[step] === 0 && charges.aside[step] === 0
  }
  isLight &&= total <= MOST_LIGHT_FUEL
  return { toll, light: isLight ? total - toll : null, isSilent: isLight && isSilent }
}

/** Whether more may run from a step on than the code of its own function, once. */
function endsStraightness({ kind, uses }: Flow, step: number): boolean {
  switch (kind[step] ?? STEP.trap) {
    case STEP.call:
    case STEP.tailCall:
    case STEP.measure:
      return true
    case STEP.loop:
      return uses[step] !== 0
    default:
      return false
  }
}
