import { calleeAt, STRANGER, type Callee } from './callees.ts'
import { ChargeWriter } from './charge-writer.ts'
import { FRAME, STEP, UNKNOWN } from './flow.ts'
import type { FuelHome } from './fuel-homes.ts'
import { FunctionFrame } from './function-frame.ts'
import { MOST_UNCHECKED_FUEL } from './fuel-prices.ts'
import { MEASURES } from './measures.ts'
import type { BodyPlan, Metering } from './metering.ts'
import { OP, VOID_BLOCK, writeCall } from './meter-code.ts'
import { PrepaidLoops } from './prepaid-loops.ts'
import { REFILL_LABEL, RefillLoops } from './refill-loops.ts'
import type { SourceCopy } from './source-copy.ts'
import type { UncheckedFuel } from './unchecked-fuel.ts'

const IF = Uint8Array.of(OP.if, VOID_BLOCK)

/** Copies one body and writes what the meter adds to it. */
export class BodyWriter {
  readonly #metering: Metering
  readonly #home: FuelHome
  readonly #plan: BodyPlan
  readonly #source: SourceCopy
  readonly #frame: FunctionFrame
  readonly #loops: RefillLoops
  readonly #prepaid: PrepaidLoops
  readonly #unchecked: UncheckedFuel
  readonly #charges: ChargeWriter

  constructor(metering: Metering, bytes: Uint8Array, source: SourceCopy, plan: BodyPlan, home: FuelHome) {
    this.#metering = metering
    this.#home = home
    this.#plan = plan
    this.#source = source
    this.#frame = new FunctionFrame(metering.flow, plan, source, home)
    this.#loops = new RefillLoops(bytes, metering)
    this.#prepaid = new PrepaidLoops(metering, bytes, source, plan, home)
    this.#unchecked = metering.unchecked
    this.#charges = new ChargeWriter(metering, home)
  }

  write(): void {
    const { flow } = this.#metering
    const { first, last } = this.#plan
    this.#enter()
    for (let step = first + 1; step <= last; step += 1)
      this.#step(step, flow.kind[step] ?? STEP.trap, flow.target[step] ?? UNKNOWN)
    this.#goBehind(last)
    this.#source.insert()
  }

  #enter(): void {
    const { self, first } = this.#plan
    if (self === STRANGER) return this.#charges.checkBehind(first)
    this.#frame.begin()
    this.#unchecked.begin(self.light === null ? MOST_UNCHECKED_FUEL : 0)
    this.#charges.takeBehind(first)
  }

  #step(step: number, kind: number, target: number): void {
    switch (kind) {
      case STEP.block:
        return this.#loops.enter()
      case STEP.loop:
        return this.#loop(step)
      case STEP.if:
        return this.#if(step)
      case STEP.else:
        return this.#else(step, target)
      case STEP.end:
        return this.#end(step, target)
      case STEP.branch:
        this.#goTo(step, target)
        return this.#skipDead(step)
      case STEP.branchIf:
        return this.#branchIf(step, target)
      case STEP.branchTable:
        this.#branchTable(step, this.#metering.flow.tables[target] ?? [])
        return this.#skipDead(step)
      case STEP.leave:
        this.#goBefore(step)
        this.#frame.leave()
        return this.#skipDead(step)
      case STEP.trap:
        return this.#skipDead(step)
      case STEP.call:
        return this.#call(step, calleeAt(this.#metering.callees, target))
      case STEP.tailCall:
        this.#call(step, { ...calleeAt(this.#metering.callees, target), isSilent: false })
        return this.#skipDead(step)
      case STEP.measure:
        return this.#measure(step, target)
    }
  }

  #loop(step: number): void {
    const { flow, charges, layout } = this.#metering
    this.#loops.enter()
    if (flow.uses[step] === 0) return
    this.#goBefore(step)
    this.#home.bringHome()
    this.#home.isHome()
    this.#prepaid.open(step)
    const units = charges.behind[step] ?? 0
    const isOpen = layout.refill !== null && this.#loops.open(this.#source, step, units)
    this.#goBehind(step)
    if (!isOpen) return this.#charges.checkBehind(step)
    this.#home.takeOrExit(units, REFILL_LABEL)
    this.#unchecked.checked()
  }

  #if(step: number): void {
    this.#loops.enter()
    this.#goBefore(step)
    this.#home.bringHome()
    this.#unchecked.part(step)
    this.#goBehind(step)
    this.#charges.takeBehind(step)
  }

  #else(step: number, frame: number): void {
    const falls = (this.#flags(frame) & FRAME.thenFallsThrough) !== 0
    if (falls) this.#arrive(step, frame)
    this.#home.isHome()
    this.#unchecked.goBackTo(frame)
    this.#goBehind(step)
    this.#charges.takeBehind(step)
  }

  #end(step: number, frame: number): void {
    const { kind, uses, target } = this.#metering.flow
    const falls = (this.#flags(frame) & FRAME.fallsThrough) !== 0
    this.#closeLoop(step)
    if (kind[frame] === STEP.entry) {
      this.#goBefore(step)
      return this.#frame.end(falls ? 'falls through' : 'branches alone')
    }
    if ((this.#flags(frame) & FRAME.goesOn) === 0) return this.#endWay(step)
    if (kind[frame] === STEP.loop) return
    if (kind[frame] === STEP.block && uses[frame] === 0) return
    if (falls) this.#arrive(step, frame)
    if (kind[frame] === STEP.if && target[frame] === UNKNOWN) this.#passBy(step, frame)
    this.#home.isHome()
    this.#unchecked.arrive(frame)
    this.#goBehind(step)
    this.#charges.takeBehind(step)
  }

  #closeLoop(step: number): void {
    const loop = this.#loops.leave()
    if (loop !== null) {
      this.#goBehind(step)
      const end = this.#metering.flow.end[step] ?? 0
      this.#loops.close(this.#source.insert(), loop, end, () => this.#home.refill(loop.units))
    }
    this.#prepaid.close(step)
  }

  /** Behind the end of a frame which nothing comes to; that it cannot is to be seen in the code as well. */
  #endWay(step: number): void {
    const { start, end } = this.#metering.flow
    this.#goBehind(step)
    if (start[step + 1] !== end[step]) this.#source.insert().u8(OP.unreachable)
    this.#skipDead(step)
  }

  /** Leaves out the code up to the next step, which cannot be reached: it may call what now has another type. */
  #skipDead(step: number): void {
    const { start, end } = this.#metering.flow
    this.#goBehind(step)
    if (start[step + 1] !== end[step]) this.#source.skipTo(start[step + 1] ?? 0)
  }

  /** Comes to the end of a frame without a branch. */
  #arrive(step: number, frame: number): void {
    this.#goBefore(step)
    this.#home.bringHome()
    this.#unchecked.join(frame)
  }

  /** The way past an `if` without an else: one is written when that way has to pay. */
  #passBy(step: number, frame: number): void {
    const units = this.#metering.charges.aside[frame] ?? 0
    this.#unchecked.goBackTo(frame)
    if (units === 0) return this.#unchecked.join(frame)
    this.#goBefore(step)
    this.#source.insert().u8(OP.else)
    this.#home.isHome()
    this.#charges.take(units)
    this.#unchecked.join(frame)
  }

  #branchIf(step: number, target: number): void {
    const units = this.#metering.charges.aside[step] ?? 0
    if (units !== 0) this.#branchAside(step, target, units)
    else this.#goTo(step, target)
    this.#goBehind(step)
    this.#charges.takeBehind(step)
  }

  /** Writes a `br_if` as an `if` around a `br`, to have room for a charge on the way. */
  #branchAside(step: number, target: number, units: number): void {
    const { flow } = this.#metering
    this.#goBefore(step)
    this.#home.bringHome()
    const code = this.#source.insert()
    code.raw(IF)
    const { units: before } = this.#unchecked
    this.#charges.take(units)
    this.#bringTo(target)
    code.u8(OP.br)
    code.u32(this.#loops.labelAt(flow.start[step] ?? 0) + 1)
    code.u8(OP.end)
    this.#home.isHome()
    this.#unchecked.begin(before)
    this.#source.skipTo(flow.end[step] ?? 0)
  }

  #goTo(step: number, target: number): void {
    this.#goBefore(step)
    this.#bringTo(target)
    this.#relabel(step)
  }

  /** Sees to it that the fuel is where it is expected at a label. */
  #bringTo(target: number): void {
    if (this.#frame.isLeftBy(target)) this.#frame.leave()
    else this.#home.bringHome()
    this.#unchecked.join(target)
  }

  /** Copies a branch, whose labels may have changed. */
  #relabel(step: number): void {
    if (!this.#loops.isInside) return
    const { start, end } = this.#metering.flow
    this.#loops.branch(this.#source.insert(), start[step] ?? 0)
    this.#source.skipTo(end[step] ?? 0)
  }

  #branchTable(step: number, targets: readonly number[]): void {
    this.#goBefore(step)
    if (!targets.every((target) => this.#frame.isLeftBy(target))) this.#home.bringHome()
    if (targets.some((target) => this.#frame.isLeftBy(target))) this.#home.share()
    for (const target of targets) this.#unchecked.join(target)
    this.#relabel(step)
  }

  /** A tail call ends the function, and so has to leave the fuel to others even when the callee takes none. */
  #call(step: number, { light, isSilent, carries }: Callee): void {
    this.#goBefore(step)
    this.#charges.makeRoomFor(light ?? 1)
    if (carries) this.#home.lend()
    else if (!isSilent) this.#home.share()
    this.#unchecked.take(light ?? 0)
    this.#goBehind(step)
    if (carries) this.#home.takeBack()
    else if (!isSilent) this.#home.wasSpentByOthers()
  }

  #measure(step: number, index: number): void {
    const { flow, layout } = this.#metering
    const measure = MEASURES[index]?.measure ?? 'bytes'
    this.#goBefore(step)
    this.#home.lend()
    writeCall(this.#source.insert(), layout.functionFor(measure))
    this.#home.takeBack()
    // memory.grow runs inside its measuring function, which must see the result; the others run behind theirs.
    if (measure === 'pages') this.#source.skipTo(flow.end[step] ?? 0)
  }

  #flags(frame: number): number {
    return this.#metering.flow.flags[frame] ?? 0
  }

  #goBefore(step: number): void {
    this.#source.goTo(this.#metering.flow.start[step] ?? 0)
  }

  #goBehind(step: number): void {
    this.#source.goTo(this.#metering.flow.end[step] ?? 0)
  }
}
