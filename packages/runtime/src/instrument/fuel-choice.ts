import { calleeAt, type Callee } from './callees.ts'
import type { Charges } from './charges.ts'
import { STEP, UNKNOWN, type Flow } from './flow.ts'

/** How often code runs with so many loops around it, or more, as far as anybody can tell: 8 times as often in each. */
const WEIGHTS = [1, 8, 64, 512, 4_096] as const
const DEEPEST = WEIGHTS.length - 1

/** What engines need for it, in about nanoseconds: on a global; on a local; to bring a local to the global and back. */
const IN_GLOBAL = 3
const IN_LOCAL = 1
const EXCHANGE = 3

/** Whether a function that finds the fuel in the global runs faster when it takes it into a local. */
export function keepsFuelInLocal(
  { kind, uses, target }: Flow,
  { behind, aside }: Charges,
  callees: readonly Callee[],
  first: number,
  last: number,
): boolean {
  let depth = 0
  // It has to be fetched, and put back at the end.
  let difference = -EXCHANGE
  for (let step = first + 1; step <= last; step += 1) {
    const goesTo = target[step] ?? UNKNOWN
    if (kind[step] === STEP.loop && uses[step] !== 0) depth += 1
    if (kind[step] === STEP.end && kind[goesTo] === STEP.loop && uses[goesTo] !== 0) depth -= 1
    const weight = WEIGHTS[Math.min(depth, DEEPEST)] ?? 1
    if (behind[step] !== 0) difference += weight * (IN_GLOBAL - IN_LOCAL)
    if (aside[step] !== 0) difference += weight * (IN_GLOBAL - IN_LOCAL)
    if (kind[step] === STEP.measure) difference += weight * EXCHANGE
    if (kind[step] === STEP.call) difference += weight * savedByCall(calleeAt(callees, goesTo))
  }
  return difference > 0
}

/** A function that carries the fuel takes it from a local as it is; any other but the silent ones looks for it in the global. */
function savedByCall({ carries, isSilent }: Callee): number {
  if (carries) return EXCHANGE
  return isSilent ? 0 : -EXCHANGE
}
