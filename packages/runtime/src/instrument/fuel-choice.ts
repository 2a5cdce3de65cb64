import type { Callee } from './callees.ts'
import type { Charges } from './charges.ts'
import { STEP, UNKNOWN, type Flow } from './flow.ts'

/** How much more often code runs for each loop around it, as far as anybody can tell. */
const TURNS = 8
const DEEPEST = 4

/** What engines need for it, in about nanoseconds: on a global; on a local; to bring a local to the global and back. */
const IN_GLOBAL = 3
const IN_LOCAL = 1
const EXCHANGE = 3

/** Whether a function runs faster with the fuel in a local. One without loops does not. */
export function keepsFuelInLocal(
  { kind, uses, target }: Flow,
  charges: Charges,
  callees: readonly Callee[],
  first: number,
  last: number,
): boolean {
  let depth = 0
  let difference = 0
  for (let step = first + 1; step <= last; step += 1) {
    const goesTo = target[step] ?? UNKNOWN
    if (kind[step] === STEP.loop && uses[step] !== 0) depth += 1
    if (kind[step] === STEP.end && kind[goesTo] === STEP.loop && uses[goesTo] !== 0) depth -= 1
    if (depth === 0) continue
    const weight = TURNS ** Math.min(depth, DEEPEST)
    if (charges.behind[step] !== 0) difference += weight * (IN_GLOBAL - IN_LOCAL)
    if (kind[step] === STEP.measure || (kind[step] === STEP.call && !callees[goesTo]?.isSilent)) {
      difference -= weight * EXCHANGE
    }
  }
  return difference > 0
}
