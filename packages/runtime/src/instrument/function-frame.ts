import { byteOf } from '../inspect/value-types.ts'
import type { Flow } from './flow.ts'
import type { FuelHome } from './fuel-homes.ts'
import { OP, VOID_BLOCK } from './meter-code.ts'
import type { BodyPlan } from './metering.ts'
import type { SourceCopy } from './source-copy.ts'

/**
 * How a function ends. One that carries the fuel does so with it on the stack: its branches go to the end of a block
 * around all of it instead, so that they need not. Any other leaves the fuel in the global.
 */
export class FunctionFrame {
  readonly #plan: BodyPlan
  readonly #source: SourceCopy
  readonly #home: FuelHome
  readonly #isWrapped: boolean

  constructor({ uses }: Flow, plan: BodyPlan, source: SourceCopy, home: FuelHome) {
    this.#plan = plan
    this.#source = source
    this.#home = home
    this.#isWrapped = plan.self.carries && uses[plan.first] !== 0
  }

  begin(): void {
    if (!this.#isWrapped) return
    const [result] = this.#plan.type.results
    const blockType = result === undefined ? VOID_BLOCK : byteOf(result)
    this.#source.insert().bytes([OP.block, blockType])
  }

  /** Before the last instruction of the function, which control may come to without a branch, or not. */
  end(arrival: 'falls through' | 'branches alone'): void {
    const falls = arrival === 'falls through'
    if (!this.#plan.self.carries) return falls ? this.leave() : undefined
    if (this.#isWrapped) {
      if (falls) this.#home.bringHome()
      this.#source.insert().u8(OP.end)
      this.#home.isHome()
    }
    if (falls || this.#isWrapped) this.leave()
    else this.#source.insert().u8(OP.unreachable)
  }

  /** Hands the fuel to whoever called. */
  leave(): void {
    if (this.#plan.self.carries) this.#home.lend()
    else this.#home.share()
  }

  /** Whether a branch to a frame ends the function as it is, so that the fuel has to be left to others. */
  isLeftBy(frame: number): boolean {
    return frame === this.#plan.first && !this.#plan.self.carries
  }
}
