import type { ModuleInfo } from '../inspect/module-info.ts'
import type { Body } from './bodies.ts'
import type { Charges } from './charges.ts'
import { STEP, UNKNOWN, type Flow } from './flow.ts'
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
  /** It is given the fuel as its last parameter, and gives it back as its last result. */
  readonly carries: boolean
}

/** Called from outside or through a reference, nobody pays a toll for it. */
export const STRANGER: Callee = { toll: 0, light: null, isSilent: false, carries: false }

/** What a call of that target in the table takes. */
export const calleeAt = (callees: readonly Callee[], target: number): Callee =>
  // An index that no array has would make engines look for a property of that name.
  target === UNKNOWN ? STRANGER : (callees[target] ?? STRANGER)

export interface Settlement {
  readonly callees: readonly Callee[]
  /** By function: the level at the entry of those whose charges are settled for good. */
  readonly entryLevels: ReadonlyMap<number, number>
}

/**
 * What callers do for each function. Those that are never named by a direct call do everything for themselves; so do
 * the imported ones. Those that are called both ways get a door for the other.
 */
export function calleesOf(bodies: readonly Body[], info: ModuleInfo, flow: Flow, charges: Charges): Settlement {
  const callees: Callee[] = info.functions.map(() => STRANGER)
  const entryLevels = new Map<number, number>()
  const isCalled = directlyCalled(flow, info.functions.length)
  const inTailCalls = functionsInTailCalls(bodies, flow)
  for (const { functionIndex, first, last, mayCarry } of bodies) {
    const isTailCaller = inTailCalls.has(functionIndex)
    const isReferenced = info.referencedFunctions.has(functionIndex)
    if (isReferenced && (isTailCaller || !mayCarry || isCalled[functionIndex] === 0)) continue
    const entryLevel = charges.settle(first, last, callees)
    // Of what comes later, the toll was not known yet.
    if (charges.highestCallee < functionIndex) entryLevels.set(functionIndex, entryLevel)
    callees[functionIndex] = calleeOf(flow, charges, { first, last, mayCarry: mayCarry && !isTailCaller }, entryLevel)
  }
  return { callees, entryLevels }
}

/** For each function, 1 when a direct call names it. */
function directlyCalled({ kind, target, length }: Flow, functions: number): Uint8Array {
  const isCalled = new Uint8Array(functions)
  for (let step = 0; step < length; step += 1) {
    const callee = kind[step] === STEP.call ? (target[step] ?? UNKNOWN) : UNKNOWN
    if (callee !== UNKNOWN) isCalled[callee] = 1
  }
  return isCalled
}

/** The functions that end with a tail call, and those that such a call names: their results must stay the same. */
function functionsInTailCalls(bodies: readonly Body[], { kind, target }: Flow): ReadonlySet<number> {
  const found = new Set<number>()
  if (!kind.includes(STEP.tailCall)) return found
  for (const { functionIndex, first, last } of bodies) {
    for (let step = first; step <= last; step += 1) {
      if (kind[step] === STEP.tailCall) found.add(functionIndex).add(target[step] ?? UNKNOWN)
    }
  }
  return found
}

/**
 * What the function in `[first, last]` of the table leaves to its direct callers, who are all that it has.
 * @param charges settled for it, with `entryLevel` units at its entry.
 */
function calleeOf(
  flow: Flow,
  charges: Charges,
  { first, last, mayCarry }: { first: number; last: number; mayCarry: boolean },
  entryLevel: number,
): Callee {
  const toll = Math.min(entryLevel, MOST_TOLL)
  let total = 0
  let isSilent = entryLevel === toll
  for (let step = first; step <= last; step += 1) {
    total += flow.cost[step] ?? 0
    if (total > MOST_LIGHT_FUEL || endsStraightness(flow, step))
      return { toll, light: null, isSilent: false, carries: mayCarry }
    if (step > first) isSilent &&= charges.behind[step] === 0 && charges.aside[step] === 0
  }
  return { toll, light: total - toll, isSilent, carries: mayCarry && !isSilent }
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
