import { calleeAt, type Callee } from './callees.ts'
import { FRAME, STEP, UNKNOWN, type Flow } from './flow.ts'

/** How far a loop looks outwards for what it may be left to: farther ones would make the search quadratic. */
const FARTHEST_EXIT = 64

/** The level of a way that can only trap, or never ends: above all others. */
const DOOMED = 2 ** 31 - 1

/**
 * Where the units of a body are taken. A charge on every straight piece of code would do, but costs more than it must:
 * here, units are taken ahead, as early as it is certain that they will be needed, and ways that part pay no more than
 * the difference between them.
 *
 * To that end every place of the body has a *level*: how many units are taken already for what is still to come.
 * Taking as many more as a place lies higher than the one before it makes any way through the body pay exactly
 * the price of its instructions, whatever the levels are. The level of a place is the price of the cheapest way from it
 * to the end of the function, so nothing is taken ahead that would not be spent. Only where code cannot be written is
 * it lower: a `br_table` has no room on its ways, so the level behind it is 0.
 *
 * - A loop stands on a level of its own, which its turns come back to: that of the cheapest way on which it is left.
 *   What is certain to follow the loop is thereby taken before it, and each turn takes its own price at the header.
 * - Ways that can only trap, or never end, have no level. They pay for their own instructions, beside what was taken ahead, so
 *   that a check which never fails costs nothing on the way past it. The host charges a trap with the whole budget.
 */
export class Charges {
  /** Units taken behind each step; behind the `else` that an `if` has or is given, at its `else`. */
  readonly behind: Int32Array
  /** Units taken on the way of a `br_if` to its target; of an `if` without an else, on the way past it. */
  readonly aside: Int32Array
  readonly #flow: Flow
  /** By frame: the level at its label, and whether a way has already relied on it. */
  readonly #levels: Int32Array
  readonly #isSettled: Uint8Array
  /** By depth: the frame around the place where the walk stands, and the level below which nothing in it lies. */
  readonly #open: number[] = []
  readonly #floors: number[] = []
  /** The level where the walk stands; of a way that is doomed, the units of its own instructions. */
  #level = 0
  #isDoomed = false
  #highestCallee = UNKNOWN

  constructor(flow: Flow) {
    this.#flow = flow
    this.behind = new Int32Array(flow.length)
    this.aside = new Int32Array(flow.length)
    this.#levels = new Int32Array(flow.length)
    this.#isSettled = new Uint8Array(flow.length)
  }

  /**
   * Walks the body in `[first, last]` backwards and enters its charges.
   * @returns the units that would be taken at its entry: the price of the cheapest way through it.
   */
  settle(first: number, last: number, callees: readonly Callee[]): number {
    const { kind, cost, target } = this.#flow
    this.#highestCallee = UNKNOWN
    for (let step = last; step > first; step -= 1) {
      this.behind[step] = 0
      this.aside[step] = 0
      this.#level += cost[step] ?? 0
      this.#pass(kind[step] ?? 0, step, target[step] ?? 0, callees)
    }
    return this.#level + (cost[first] ?? 0)
  }

  /** The highest index of a function that the body settled last calls directly; UNKNOWN when it calls none. */
  get highestCallee(): number {
    return this.#highestCallee
  }

  #pass(kind: number, step: number, target: number, callees: readonly Callee[]): void {
    switch (kind) {
      case STEP.end:
        return this.#enterFrame(step, target)
      case STEP.else:
        return this.#leaveElse(step, target)
      case STEP.if:
        return this.#part(step)
      case STEP.loop:
        return this.#header(step)
      case STEP.branch:
        return this.#continueAt(this.#rely(target, DOOMED))
      case STEP.branchIf:
        return this.#partAside(step, target)
      case STEP.branchTable:
        return this.#continueAt(this.#lowest(this.#flow.tables[target] ?? []))
      case STEP.leave:
        return this.#continueAt(0)
      case STEP.tailCall:
        return this.#continueAt(this.#tollOf(target, callees))
      case STEP.trap:
        return this.#continueAt(DOOMED)
      case STEP.call:
        this.#level += this.#tollOf(target, callees)
    }
  }

  #tollOf(target: number, callees: readonly Callee[]): number {
    if (target > this.#highestCallee) this.#highestCallee = target
    return calleeAt(callees, target).toll
  }

  /** Behind the end of a frame: settles at which level its label stands. */
  #enterFrame(step: number, frame: number): void {
    const { kind, depth, flags, uses } = this.#flow
    const bits = flags[frame] ?? 0
    const inside = depth[frame] ?? 0
    this.#open[inside] = frame
    if (kind[frame] === STEP.entry) return this.#enterFunction(frame)
    this.#floors[inside] = this.#floors[inside - 1] ?? 0
    this.#levels[frame] = DOOMED
    const falls = (bits & FRAME.fallsThrough) !== 0
    if (kind[frame] === STEP.loop) return this.#enterLoop(frame, this.#loopLevel(frame, bits, falls))
    if ((bits & FRAME.goesOn) === 0 || (kind[frame] === STEP.block && uses[frame] === 0)) return
    this.#join(step, frame, bits)
    this.#isSettled[frame] = falls || (bits & FRAME.pinned) !== 0 ? 1 : 0
  }

  #enterFunction(frame: number): void {
    this.#floors[0] = 0
    this.#levels[frame] = 0
    this.#isSettled[frame] = 1
    this.#continueAt(0)
  }

  #join(step: number, frame: number, bits: number): void {
    const isPinned = (bits & FRAME.pinned) !== 0
    if (this.#isDoomed || isPinned) this.behind[step] = this.#level
    this.#levels[frame] = this.#isDoomed ? DOOMED : isPinned ? 0 : this.#level
    this.#continueAt(this.#levels[frame] ?? 0)
  }

  #enterLoop(frame: number, level: number): void {
    this.#levels[frame] = level
    this.#isSettled[frame] = 1
    if (level !== DOOMED) this.#floors[this.#flow.depth[frame] ?? 0] = level
  }

  #loopLevel(frame: number, bits: number, falls: boolean): number {
    const { depth, reach } = this.#flow
    const inside = depth[frame] ?? 0
    const farthest = reach[frame] ?? 0
    if ((bits & FRAME.flat) !== 0) return 0
    if (inside - farthest > FARTHEST_EXIT) return this.#floors[inside - 1] ?? 0
    let level = falls && !this.#isDoomed ? this.#level : DOOMED
    for (let at = farthest; at < inside; at += 1) {
      const outer = this.#open[at] ?? UNKNOWN
      level = Math.min(level, this.#levels[outer] ?? DOOMED)
    }
    return level
  }

  /** At the beginning of an else arm, which comes first on the way back: then it is the then arm's end. */
  #leaveElse(step: number, frame: number): void {
    this.#levels[step] = this.#levelHere(step)
    this.#isSettled[frame] = 1
    this.#continueAt(this.#levels[frame] ?? 0)
  }

  #part(step: number): void {
    const otherwise = this.#flow.target[step] ?? UNKNOWN
    const level = this.#levelHere(step)
    const other = otherwise === UNKNOWN ? this.#rely(step, level) : (this.#levels[otherwise] ?? 0)
    const lowest = Math.min(level, other)
    if (level !== DOOMED) this.behind[step] = level - lowest
    if (other !== DOOMED && otherwise !== UNKNOWN) this.behind[otherwise] = other - lowest
    if (other !== DOOMED && otherwise === UNKNOWN) this.aside[step] = other - lowest
    this.#continueAt(lowest)
  }

  #partAside(step: number, target: number): void {
    const level = this.#levelHere(step)
    const other = this.#rely(target, level)
    const lowest = Math.min(level, other)
    if (level !== DOOMED) this.behind[step] = level - lowest
    if (other !== DOOMED) this.aside[step] = other - lowest
    this.#continueAt(lowest)
  }

  #header(step: number): void {
    if (this.#flow.uses[step] === 0) return
    const level = this.#levels[step] ?? 0
    this.behind[step] = this.#isDoomed ? this.#level : this.#level - level
    this.#continueAt(level)
  }

  /** The level behind a step where ways part. A way that is doomed pays for itself there. */
  #levelHere(step: number): number {
    if (!this.#isDoomed) return this.#level
    this.behind[step] = this.#level
    return DOOMED
  }

  /**
   * The level that a branch to a frame's label must come with. The first that asks may come with less: what is missing
   * is then taken behind the label, where it takes less room than on the way there.
   */
  #rely(frame: number, level: number): number {
    const wanted = this.#levels[frame] ?? 0
    const isLowered = this.#isSettled[frame] === 0 && wanted !== DOOMED && level < wanted
    this.#isSettled[frame] = 1
    if (!isLowered) return wanted
    this.behind[this.#flow.close[frame] ?? 0] = wanted - level
    this.#levels[frame] = level
    return level
  }

  #lowest(frames: readonly number[]): number {
    return frames.reduce((lowest, frame) => Math.min(lowest, this.#rely(frame, DOOMED)), DOOMED)
  }

  #continueAt(level: number): void {
    this.#isDoomed = level === DOOMED
    this.#level = this.#isDoomed ? 0 : level
  }
}
