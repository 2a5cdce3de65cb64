import { OP, writeCharge, writeCheck, writeCheckOf, writeExitBelowZero, writeRefill } from './meter-code.ts'
import type { MeterLayout } from './meter-layout.ts'
import type { SourceCopy } from './source-copy.ts'

/** Where a function keeps the fuel while it runs, and the code that takes some. */
export interface FuelHome {
  /** Takes units without looking at what is left. */
  take(units: number): void
  /** Takes units, or none, and looks whether less than nothing is left. */
  takeAndCheck(units: number): void
  /** Takes units, or none, and goes to a label when less than nothing is left. The fuel is at home. */
  takeOrExit(units: number, label: number): void
  /** Takes what is going to be on the stack, and leaves what remains there. The fuel is at home. */
  takeAhead(writeCost: () => void): void
  /** Gives that back. */
  giveBack(writeCost: () => void): void
  /** Writes what stands at that label: asks for more fuel, with which those units are taken again. */
  refill(units: number): void
  /** Sees to it that the global is right, as others must find it. */
  share(): void
  /** Sees to it that the fuel is where it is kept at labels. */
  bringHome(): void
  /** Others have taken fuel from the global. */
  wasSpentByOthers(): void
  /** Control has come from several places, which have all brought the fuel home. */
  isHome(): void
  /** Puts what is left on the stack, for a function that carries it. */
  lend(): void
  /** Takes from the stack what such a function has left. */
  takeBack(): void
}

/** For functions that charge little between calls: the fuel stays in the global. */
export class GlobalHome implements FuelHome {
  readonly #source: SourceCopy
  readonly #layout: MeterLayout

  constructor(source: SourceCopy, layout: MeterLayout) {
    this.#source = source
    this.#layout = layout
  }

  take(units: number): void {
    writeCharge(this.#source.insert(), this.#layout, units)
  }

  takeAndCheck(units: number): void {
    if (units !== 0) this.take(units)
    writeCheck(this.#source.insert(), this.#layout)
  }

  takeOrExit(units: number, label: number): void {
    if (units !== 0) this.take(units)
    const code = this.#source.insert()
    code.instruction(OP.globalGet, this.#layout.fuel)
    writeExitBelowZero(code, this.#layout, label)
  }

  takeAhead(writeCost: () => void): void {
    this.#change(OP.i64Sub, writeCost)
    this.lend()
  }

  giveBack(writeCost: () => void): void {
    this.#change(OP.i64Add, writeCost)
  }

  #change(operation: number, writeCost: () => void): void {
    this.lend()
    writeCost()
    this.#source.insert().u8(operation)
    this.takeBack()
  }

  refill(units: number): void {
    writeRefill(this.#source.insert(), this.#layout, units)
  }

  share(): void {}
  bringHome(): void {}
  wasSpentByOthers(): void {}
  isHome(): void {}

  lend(): void {
    const code = this.#source.insert()
    code.u8(OP.globalGet)
    code.u32(this.#layout.fuel)
  }

  takeBack(): void {
    const code = this.#source.insert()
    code.u8(OP.globalSet)
    code.u32(this.#layout.fuel)
  }
}

/**
 * For functions that charge or lend much: the fuel is in a local, which engines keep in a register, and goes to the
 * global for calls that do not carry it. A trap loses what the local holds, save one of ours.
 */
export class LocalHome implements FuelHome {
  readonly #source: SourceCopy
  readonly #layout: MeterLayout
  readonly #local: number
  /** Which of the two hold what is left. */
  #isInLocal: boolean
  #isInGlobal: boolean

  private constructor(source: SourceCopy, layout: MeterLayout, local: number, isInLocal: boolean) {
    this.#source = source
    this.#layout = layout
    this.#local = local
    this.#isInLocal = isInLocal
    this.#isInGlobal = !isInLocal
  }

  /** For a function that finds the fuel in the global. */
  static ofGlobal(source: SourceCopy, layout: MeterLayout, local: number): LocalHome {
    return new LocalHome(source, layout, local, false)
  }

  /** For a function that is given the fuel as a parameter. */
  static ofParameter(source: SourceCopy, layout: MeterLayout, local: number): LocalHome {
    return new LocalHome(source, layout, local, true)
  }

  take(units: number): void {
    this.#reduced(units, OP.localSet)
  }

  takeAndCheck(units: number): void {
    if (units !== 0) this.#reduced(units, OP.localTee)
    else this.#current()
    writeCheckOf(this.#source.insert(), this.#layout, this.#local)
  }

  takeOrExit(units: number, label: number): void {
    if (units !== 0) this.#reduced(units, OP.localTee)
    else this.#current()
    writeExitBelowZero(this.#source.insert(), this.#layout, label)
  }

  takeAhead(writeCost: () => void): void {
    this.#write(OP.localGet, this.#local)
    writeCost()
    this.#source.insert().u8(OP.i64Sub)
    this.#write(OP.localTee, this.#local)
  }

  giveBack(writeCost: () => void): void {
    this.#write(OP.localGet, this.#local)
    writeCost()
    this.#source.insert().u8(OP.i64Add)
    this.#write(OP.localSet, this.#local)
  }

  /** Stands aside of the way that is being written, and so changes nothing of what is known there. */
  refill(units: number): void {
    this.#write(OP.localGet, this.#local)
    this.#write(OP.globalSet, this.#layout.fuel)
    writeRefill(this.#source.insert(), this.#layout, units)
    this.#write(OP.globalGet, this.#layout.fuel)
    this.#write(OP.localSet, this.#local)
  }

  share(): void {
    if (this.#isInGlobal) return
    this.#write(OP.localGet, this.#local)
    this.#write(OP.globalSet, this.#layout.fuel)
    this.#isInGlobal = true
  }

  bringHome(): void {
    if (this.#isInLocal) return
    this.#write(OP.globalGet, this.#layout.fuel)
    this.#write(OP.localSet, this.#local)
    this.#isInLocal = true
  }

  wasSpentByOthers(): void {
    this.#isInLocal = false
    this.#isInGlobal = true
  }

  isHome(): void {
    this.#isInLocal = true
    this.#isInGlobal = false
  }

  lend(): void {
    if (this.#isInLocal) this.#write(OP.localGet, this.#local)
    else this.#write(OP.globalGet, this.#layout.fuel)
  }

  takeBack(): void {
    this.#write(OP.localSet, this.#local)
    this.#isInLocal = true
    this.#isInGlobal = false
  }

  /** Leaves what is left on the stack, and in the local. */
  #current(): void {
    if (this.#isInLocal) return this.#write(OP.localGet, this.#local)
    this.#write(OP.globalGet, this.#layout.fuel)
    this.#write(OP.localTee, this.#local)
    this.#isInLocal = true
  }

  #reduced(units: number, into: number): void {
    const code = this.#source.insert()
    if (this.#isInLocal) code.instruction(OP.localGet, this.#local)
    else code.instruction(OP.globalGet, this.#layout.fuel)
    code.u8(OP.i64Const)
    code.constant(units)
    code.u8(OP.i64Sub)
    code.instruction(into, this.#local)
    this.#isInLocal = true
    this.#isInGlobal = false
  }

  #write(opcode: number, index: number): void {
    this.#source.insert().instruction(opcode, index)
  }
}
