import { setTimeout as pause } from 'node:timers/promises'
import { coreGuest } from '../fixtures/guests.ts'
import { Neighbour } from '../proof/hostile/neighbour.ts'
import type { Runtime } from '../src/index.ts'
import { requestOf } from './bench-runtime.ts'

/** Milliseconds of each call of the neighbour beside something, and in the blocks before and after it. */
export interface Latencies {
  readonly alone: readonly (readonly number[])[]
  readonly beside: readonly number[]
}

/** Bytes of a call of the neighbour, as in the benchmark of a warm call. */
const INPUT_BYTES = 200
const PEACEFUL = coreGuest('conformance', ['echo'])

/** Measures an install that calls all the time, one call after the other, in blocks in which it is alone by turns. */
export class MeasuredNeighbour {
  readonly #runtime: Runtime
  readonly #blockMs: number
  #before: readonly number[] = []

  constructor(runtime: Runtime, blockMs: number) {
    this.#runtime = runtime
    this.#blockMs = blockMs
  }

  /** The first block alone, behind calls that warm everything up. */
  async begin(warmUpMs: number): Promise<void> {
    await this.#callUntil(pause(warmUpMs))
    await this.#beAlone()
  }

  /** Calls beside some work that has begun, and alone again when what that leaves behind has had time to settle. */
  async callBeside(work: Promise<unknown>, settleMs: number): Promise<Latencies> {
    const before = this.#before
    const beside = await this.#callUntil(work)
    await pause(settleMs)
    await this.#beAlone()
    return { alone: [before, this.#before], beside }
  }

  async #beAlone(): Promise<void> {
    this.#before = await this.#callUntil(pause(this.#blockMs))
  }

  /** @throws Error at a wrong answer, and what `end` throws */
  async #callUntil(end: Promise<unknown>): Promise<readonly number[]> {
    const ask = async (nonce: string) =>
      (await echo(this.#runtime, 'peaceful', nonce.padEnd(INPUT_BYTES - 2))).trimEnd()
    const neighbour = new Neighbour(ask, 1)
    await neighbour.callUntil(end)
    await end
    if (neighbour.wrong.length > 0) throw new Error('The neighbour got a wrong answer', { cause: neighbour.wrong[0] })
    return neighbour.latencies
  }
}

/** What a well-behaved guest answers in a workspace. */
export async function echo(runtime: Runtime, workspace: string, text: string): Promise<string> {
  const { output } = await runtime.call(requestOf(PEACEFUL, 'echo', { workspace, input: JSON.stringify(text) }))
  return JSON.parse(output)
}
