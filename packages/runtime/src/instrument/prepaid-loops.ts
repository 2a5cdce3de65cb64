import { countedLoopAt, writeForeseen, writeTurns, type CountedLoop } from './counted-loops.ts'
import { UNKNOWN } from './flow.ts'
import type { FuelHome } from './fuel-homes.ts'
import { OP, VOID_BLOCK } from './meter-code.ts'
import type { BodyPlan, Metering } from './metering.ts'
import type { SourceCopy } from './source-copy.ts'

/**
 * Loops of which it is known before they begin how many turns they take. A check on each turn costs such a short loop more than
 * anything else here, and engines unroll what is left without it. So there are two of it:
 *
 *     if (there is enough fuel for all turns)
 *       loop … end                ;; as the guest wrote it; all of it has been taken
 *     else
 *       loop … end                ;; takes its units, and looks, on each turn
 *     end
 *
 * What a call takes in all is the same, and where it runs out too: with too little fuel for all turns, or where their number
 * is not to be foreseen, it is the second that runs.
 */
export class PrepaidLoops {
  readonly #bytes: Uint8Array
  readonly #metering: Metering
  readonly #plan: BodyPlan
  readonly #source: SourceCopy
  readonly #home: FuelHome
  /** Where the loop ends that is being written for the second time; there are no others in it. */
  #end = UNKNOWN

  constructor(metering: Metering, bytes: Uint8Array, source: SourceCopy, plan: BodyPlan, home: FuelHome) {
    this.#bytes = bytes
    this.#metering = metering
    this.#plan = plan
    this.#source = source
    this.#home = home
  }

  /** Writes what comes before a loop of the guest that takes its own units on each turn, if it is such a loop. The fuel is at home. */
  open(step: number): void {
    const loop = this.#loopAt(step)
    if (loop === null) return
    const { flow, charges } = this.#metering
    const begin = this.#source.mark()
    const writeCost = () => this.#writeCost(loop, charges.behind[step] ?? 0)
    this.#begin(loop, writeCost)
    this.#end = step + 2
    this.#source.goTo(flow.end[this.#end] ?? 0)
    this.#otherwise(flow.end[this.#end] ?? 0)
    this.#home.giveBack(writeCost)
    this.#source.goBack(begin)
  }

  /** Writes what comes behind a loop, if it was such a one that ends here. */
  close(step: number): void {
    if (step !== this.#end) return
    this.#end = UNKNOWN
    this.#source.goTo(this.#metering.flow.end[step] ?? 0)
    this.#source.insert().u8(OP.end)
  }

  /** Null as well for one whose ways out pay something themselves, or which leaves a value. */
  #loopAt(step: number): CountedLoop | null {
    const { flow, charges } = this.#metering
    const type = this.#bytes[(flow.start[step] ?? 0) + 1]
    if (type !== VOID_BLOCK || charges.behind[step + 1] !== 0 || charges.aside[step + 1] !== 0) return null
    return countedLoopAt(this.#bytes, flow, step)
  }

  #begin(loop: CountedLoop, writeCost: () => void): void {
    this.#home.takeAhead(writeCost)
    const code = this.#source.insert()
    code.bytes([OP.i64Const, 0, OP.i64GeS])
    writeForeseen(code, loop, this.#indexOf)
    code.bytes([OP.if, VOID_BLOCK])
  }

  /** Between the two. What is written belongs to nothing that stands in the source between them. */
  #otherwise(end: number): void {
    const code = this.#source.insert()
    this.#metering.offsets?.add(code.length, end)
    code.u8(OP.else)
  }

  #writeCost(loop: CountedLoop, units: number): void {
    const code = this.#source.insert()
    writeTurns(code, loop, this.#indexOf)
    if (units === 1) return
    code.u8(OP.i64Const)
    code.constant(units)
    code.u8(OP.i64Mul)
  }

  /** A function that carries the fuel has it behind its own parameters. */
  readonly #indexOf = (local: number): number => {
    const { self, type } = this.#plan
    return self.carries && local >= type.params.length ? local + 1 : local
  }
}
