import { ByteReader } from '../inspect/byte-reader.ts'
import { byteOf } from '../inspect/value-types.ts'
import { STRANGER, type Callee } from './callees.ts'
import { FRAME, STEP, UNKNOWN } from './flow.ts'
import type { FuelHome } from './fuel-homes.ts'
import { MOST_UNCHECKED_FUEL } from './fuel-prices.ts'
import { MEASURES } from './measures.ts'
import type { BodyPlan, Metering } from './metering.ts'
import { OP, VOID_BLOCK, writeCall } from './meter-code.ts'
import type { SourceCopy } from './source-copy.ts'

const IF = Uint8Array.of(OP.if, VOID_BLOCK)

/**
 * Copies one body and writes its charges into it. Where fuel is taken, it is also checked that some is left: at
 * loop headers and at the entry, one of which every endless run passes again and again, and wherever more than
 * {@link MOST_UNCHECKED_FUEL} may have been taken since the last check. Otherwise a guest could pile up a thousand
 * calls, each with a long way to go, and walk all of it after its fuel has ended in the innermost.
 */
export class BodyWriter {
  readonly #metering: Metering
  readonly #bytes: Uint8Array
  readonly #home: FuelHome
  readonly #plan: BodyPlan
  readonly #source: SourceCopy
  /** The most units that may have been taken since the last check; it counts on from a call. */
  #unchecked = 0

  constructor(metering: Metering, bytes: Uint8Array, source: SourceCopy, plan: BodyPlan, home: FuelHome) {
    this.#metering = metering
    this.#bytes = bytes
    this.#home = home
    this.#plan = plan
    this.#source = source
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
    if (self === STRANGER) return this.#check(first)
    if (this.#isWrapped) this.#source.insert().raw([OP.block, this.#blockType])
    this.#unchecked = self.light === null ? MOST_UNCHECKED_FUEL : 0
    this.#charge(first)
  }

  #step(step: number, kind: number, target: number): void {
    switch (kind) {
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
        this.#leave()
        return this.#skipDead(step)
      case STEP.trap:
        return this.#skipDead(step)
      case STEP.call:
        return this.#call(step, this.#metering.callees[target] ?? STRANGER)
      case STEP.tailCall:
        this.#call(step, { ...(this.#metering.callees[target] ?? STRANGER), isSilent: false })
        return this.#skipDead(step)
      case STEP.measure:
        return this.#measure(step, target)
    }
  }

  #loop(step: number): void {
    if (this.#metering.flow.uses[step] === 0) return
    this.#goBefore(step)
    this.#home.bringHome()
    this.#home.isHome()
    this.#goBehind(step)
    this.#check(step)
  }

  #if(step: number): void {
    this.#goBefore(step)
    this.#home.bringHome()
    this.#metering.before[step] = this.#unchecked
    this.#goBehind(step)
    this.#charge(step)
  }

  #else(step: number, frame: number): void {
    const falls = (this.#flags(frame) & FRAME.thenFallsThrough) !== 0
    if (falls) this.#arrive(step, frame)
    this.#home.isHome()
    this.#unchecked = this.#metering.before[frame] ?? 0
    this.#goBehind(step)
    this.#charge(step)
  }

  #end(step: number, frame: number): void {
    const { kind, uses, target } = this.#metering.flow
    const falls = (this.#flags(frame) & FRAME.fallsThrough) !== 0
    if (kind[frame] === STEP.entry) return this.#endFunction(step, falls)
    if ((this.#flags(frame) & FRAME.goesOn) === 0) return this.#endWay(step)
    if (kind[frame] === STEP.loop) return
    if (kind[frame] === STEP.block && uses[frame] === 0) return
    if (falls) this.#arrive(step, frame)
    if (kind[frame] === STEP.if && target[frame] === UNKNOWN) this.#passBy(step, frame)
    this.#home.isHome()
    this.#unchecked = this.#metering.joined[frame] ?? 0
    this.#goBehind(step)
    this.#charge(step)
  }

  /**
   * A function that carries the fuel ends with it on the stack. Its branches go to the end of a block around all of it
   * instead, so that they need not.
   */
  #endFunction(step: number, falls: boolean): void {
    this.#goBefore(step)
    if (!this.#plan.self.carries) return falls ? this.#leave() : undefined
    if (this.#isWrapped) {
      if (falls) this.#home.bringHome()
      this.#source.insert().u8(OP.end)
      this.#home.isHome()
    }
    if (falls || this.#isWrapped) this.#leave()
    else this.#source.insert().u8(OP.unreachable)
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

  /** Leaves the fuel to whoever called. */
  #leave(): void {
    if (this.#plan.self.carries) this.#home.lend()
    else this.#home.share()
  }

  /** Comes to the end of a frame without a branch. */
  #arrive(step: number, frame: number): void {
    this.#goBefore(step)
    this.#home.bringHome()
    this.#join(frame, this.#unchecked)
  }

  /** The way past an `if` without an else: one is written when that way has to pay. */
  #passBy(step: number, frame: number): void {
    const before = this.#metering.before[frame] ?? 0
    const units = this.#metering.charges.aside[frame] ?? 0
    if (units === 0) return this.#join(frame, before)
    this.#goBefore(step)
    this.#source.insert().u8(OP.else)
    this.#home.isHome()
    this.#unchecked = before
    this.#take(units)
    this.#join(frame, this.#unchecked)
  }

  #branchIf(step: number, target: number): void {
    const { charges } = this.#metering
    const units = charges.aside[step] ?? 0
    if (units !== 0) this.#branchAside(step, target, units)
    else this.#goTo(step, target)
    this.#goBehind(step)
    this.#charge(step)
  }

  /** Writes a `br_if` as an `if` around a `br`, to have room for a charge on the way. */
  #branchAside(step: number, target: number, units: number): void {
    const { flow } = this.#metering
    const label = new ByteReader(this.#bytes, (flow.start[step] ?? 0) + 1).u32()
    this.#goBefore(step)
    this.#home.bringHome()
    const code = this.#source.insert()
    code.raw(IF)
    const before = this.#unchecked
    this.#take(units)
    this.#goTo(step, target)
    code.u8(OP.br)
    code.u32(label + 1)
    code.u8(OP.end)
    this.#home.isHome()
    this.#unchecked = before
    this.#source.skipTo(flow.end[step] ?? 0)
  }

  #goTo(step: number, target: number): void {
    this.#goBefore(step)
    if (this.#leaves(target)) this.#home.share()
    else this.#home.bringHome()
    this.#join(target, this.#unchecked)
  }

  #branchTable(step: number, targets: readonly number[]): void {
    this.#goBefore(step)
    if (!targets.every((target) => this.#leaves(target))) this.#home.bringHome()
    if (targets.some((target) => this.#leaves(target))) this.#home.share()
    for (const target of targets) this.#join(target, this.#unchecked)
  }

  /** Whether a branch to a frame ends the function as it is, so that the fuel has to be left to others. */
  #leaves(frame: number): boolean {
    return frame === this.#plan.first && !this.#plan.self.carries
  }

  /** A tail call ends the function, and so has to leave the fuel to others even when the callee takes none. */
  #call(step: number, { light, isSilent, carries }: Callee): void {
    const isUnseen = this.#unchecked + (light ?? 1) > MOST_UNCHECKED_FUEL
    this.#goBefore(step)
    if (isUnseen) this.#home.takeAndCheck(0)
    if (isUnseen) this.#unchecked = 0
    if (carries) this.#home.lend()
    else if (!isSilent) this.#home.share()
    this.#unchecked += light ?? 0
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

  /** Takes what is due behind a step. */
  #charge(step: number): void {
    const units = this.#metering.charges.behind[step] ?? 0
    if (units !== 0) this.#take(units)
  }

  #take(units: number): void {
    const isDue = this.#unchecked + units > MOST_UNCHECKED_FUEL
    if (isDue) this.#home.takeAndCheck(units)
    else this.#home.take(units)
    this.#unchecked = isDue ? 0 : this.#unchecked + units
  }

  #check(step: number): void {
    this.#home.takeAndCheck(this.#metering.charges.behind[step] ?? 0)
    this.#unchecked = 0
  }

  #join(frame: number, unchecked: number): void {
    const { joined } = this.#metering
    joined[frame] = Math.max(joined[frame] ?? 0, unchecked)
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

  get #isWrapped(): boolean {
    const { self, first } = this.#plan
    return self.carries && this.#metering.flow.uses[first] !== 0
  }

  get #blockType(): number {
    const [result] = this.#plan.type.results
    return result === undefined ? VOID_BLOCK : byteOf(result)
  }
}
