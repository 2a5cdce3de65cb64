import { ByteReader } from '../inspect/byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { STRANGER, type Callee } from './callees.ts'
import type { Charges } from './charges.ts'
import { FRAME, STEP, UNKNOWN, type Flow } from './flow.ts'
import type { FuelHome } from './fuel-homes.ts'
import { MOST_UNCHECKED_FUEL } from './fuel-prices.ts'
import { MEASURES } from './measures.ts'
import { OP, VOID_BLOCK, writeCall } from './meter-code.ts'
import type { MeterLayout } from './meter-layout.ts'

/** What the bodies of one module have in common. */
export interface Metering {
  readonly flow: Flow
  readonly charges: Charges
  readonly callees: readonly Callee[]
  readonly layout: MeterLayout
  /** By frame, as far as it is written: the most units unchecked on the ways to its label, and in front of it. */
  readonly joined: Int32Array
  readonly before: Int32Array
}

/**
 * Copies one body and writes its charges into it. Where fuel is taken, it is also checked that some is left: at
 * loop headers and at the entry, one of which every endless run passes again and again, and wherever more than
 * {@link MOST_UNCHECKED_FUEL} may have been taken since the last check. Otherwise a guest could pile up a thousand
 * calls, each with a long way to go, and walk all of it after its fuel has ended in the innermost.
 */
export class BodyWriter {
  readonly #metering: Metering
  readonly #bytes: Uint8Array
  readonly #code: ByteWriter
  readonly #home: FuelHome
  /** How far the guest's own code is copied. */
  #copied = 0
  /** The most units that may have been taken since the last check; it counts on from a call. */
  #unchecked = 0

  constructor(metering: Metering, bytes: Uint8Array, code: ByteWriter, home: FuelHome) {
    this.#metering = metering
    this.#bytes = bytes
    this.#code = code
    this.#home = home
  }

  /** @param self what callers of this function do for it. */
  write(first: number, last: number, self: Callee): void {
    const { flow } = this.#metering
    this.#copied = flow.start[first] ?? 0
    this.#enter(first, self)
    for (let step = first + 1; step <= last; step += 1)
      this.#step(step, flow.kind[step] ?? STEP.trap, flow.target[step] ?? UNKNOWN)
    this.#copyTo(flow.end[last] ?? 0)
  }

  #enter(first: number, self: Callee): void {
    if (self === STRANGER) return this.#check(first)
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
        return this.#goTo(step, [target])
      case STEP.branchIf:
        return this.#branchIf(step, target)
      case STEP.branchTable:
        return this.#goTo(step, this.#metering.flow.tables[target] ?? [])
      case STEP.leave:
        return this.#insertBefore(step, () => this.#home.share())
      case STEP.call:
        return this.#call(step, this.#metering.callees[target] ?? STRANGER)
      case STEP.tailCall:
        return this.#call(step, { ...(this.#metering.callees[target] ?? STRANGER), isSilent: false })
      case STEP.measure:
        return this.#measure(step, target)
    }
  }

  #loop(step: number): void {
    if (this.#metering.flow.uses[step] === 0) return
    this.#insertBefore(step, () => this.#home.bringHome())
    this.#home.isHome()
    this.#copyBehind(step)
    this.#check(step)
  }

  #if(step: number): void {
    this.#insertBefore(step, () => this.#home.bringHome())
    this.#metering.before[step] = this.#unchecked
    this.#copyBehind(step)
    this.#charge(step)
  }

  #else(step: number, frame: number): void {
    const falls = (this.#flags(frame) & FRAME.thenFallsThrough) !== 0
    if (falls) this.#arrive(step, frame)
    this.#home.isHome()
    this.#unchecked = this.#metering.before[frame] ?? 0
    this.#copyBehind(step)
    this.#charge(step)
  }

  #end(step: number, frame: number): void {
    const { kind, uses, target } = this.#metering.flow
    const falls = (this.#flags(frame) & FRAME.fallsThrough) !== 0
    if (kind[frame] === STEP.entry) {
      if (falls) this.#insertBefore(step, () => this.#home.share())
      return
    }
    if ((this.#flags(frame) & FRAME.goesOn) === 0 || kind[frame] === STEP.loop) return
    if (kind[frame] === STEP.block && uses[frame] === 0) return
    if (falls) this.#arrive(step, frame)
    if (kind[frame] === STEP.if && target[frame] === UNKNOWN) this.#passBy(step, frame)
    this.#home.isHome()
    this.#unchecked = this.#metering.joined[frame] ?? 0
    this.#copyBehind(step)
    this.#charge(step)
  }

  /** Comes to the end of a frame without a branch. */
  #arrive(step: number, frame: number): void {
    this.#insertBefore(step, () => this.#home.bringHome())
    this.#join(frame, this.#unchecked)
  }

  /** The way past an `if` without an else: one is written when that way has to pay. */
  #passBy(step: number, frame: number): void {
    const before = this.#metering.before[frame] ?? 0
    const units = this.#metering.charges.aside[frame] ?? 0
    if (units === 0) return this.#join(frame, before)
    this.#insertBefore(step, () => {
      this.#code.u8(OP.else)
      this.#home.isHome()
      this.#unchecked = before
      this.#take(units)
      this.#join(frame, this.#unchecked)
    })
  }

  #branchIf(step: number, target: number): void {
    const { charges, flow } = this.#metering
    const units = charges.aside[step] ?? 0
    if (units !== 0) this.#branchAside(step, target, units)
    else this.#goTo(step, [target])
    this.#copyTo(flow.end[step] ?? 0)
    this.#charge(step)
  }

  /** Writes a `br_if` as an `if` around a `br`, to have room for a charge on the way. */
  #branchAside(step: number, target: number, units: number): void {
    const { flow } = this.#metering
    const label = new ByteReader(this.#bytes, (flow.start[step] ?? 0) + 1).u32()
    this.#insertBefore(step, () => {
      this.#home.bringHome()
      this.#code.raw([OP.if, VOID_BLOCK])
      const before = this.#unchecked
      this.#take(units)
      this.#goTo(step, [target])
      this.#code.u8(OP.br)
      this.#code.u32(label + 1)
      this.#code.u8(OP.end)
      this.#home.isHome()
      this.#unchecked = before
    })
    this.#copied = flow.end[step] ?? 0
  }

  #goTo(step: number, targets: readonly number[]): void {
    this.#insertBefore(step, () => this.#sync(targets))
    for (const target of targets) this.#join(target, this.#unchecked)
  }

  /** Readies the fuel for a branch: those to the end of the function leave it. */
  #sync(targets: readonly number[]): void {
    const leaves = (target: number) => this.#metering.flow.kind[target] === STEP.entry
    if (!targets.every(leaves)) this.#home.bringHome()
    if (targets.some(leaves)) this.#home.share()
  }

  /** A tail call ends the function, and so has to leave the fuel to others even when the callee takes none. */
  #call(step: number, { light, isSilent }: Callee): void {
    const isUnseen = this.#unchecked + (light ?? 1) > MOST_UNCHECKED_FUEL
    this.#insertBefore(step, () => {
      if (isUnseen) this.#home.takeAndCheck(0)
      if (!isSilent) this.#home.share()
    })
    if (isUnseen) this.#unchecked = 0
    this.#unchecked += light ?? 0
    if (!isSilent) this.#home.wasSpentByOthers()
  }

  #measure(step: number, index: number): void {
    const { flow, layout } = this.#metering
    const measure = MEASURES[index]?.measure ?? 'bytes'
    this.#insertBefore(step, () => {
      this.#home.share()
      writeCall(this.#code, layout.functionFor(measure))
    })
    this.#home.wasSpentByOthers()
    // memory.grow runs inside its measuring function, which must see the result; the others run behind theirs.
    if (measure === 'pages') this.#copied = flow.end[step] ?? 0
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

  #insertBefore(step: number, write: () => void): void {
    this.#copyTo(this.#metering.flow.start[step] ?? 0)
    write()
  }

  #copyBehind(step: number): void {
    this.#copyTo(this.#metering.flow.end[step] ?? 0)
  }

  #copyTo(offset: number): void {
    if (offset <= this.#copied) return
    this.#code.copy(this.#bytes, this.#copied, offset)
    this.#copied = offset
  }
}
