import type { Step } from '../../host-port.ts'
import type { GuestSource } from '../../guest.ts'
import type { FuelSupply } from '../../instrument/index.ts'
import type { Limits } from '../../limits.ts'
import { printable } from '../../printable.ts'
import type { RewriteResult } from '../../rewriting/rewriter.ts'
import type { ToSupervisor } from '../protocol.ts'

/** Hears of the steps of one install; absent when nobody listens, so that nothing is made up for nobody. */
export type Tell = (step: Step['step'], facts: Step['facts']) => void

type Frame<Type extends ToSupervisor['type']> = Extract<ToSupervisor, { type: Type }>

const MAX_WORDS = 1_000

/** What was found in a module, and made of it. */
export function tellRewriting(
  tell: Tell,
  { digest, abi }: GuestSource,
  rewritten: RewriteResult | null,
  { supply, limits, kept }: { supply: FuelSupply; limits: Limits; kept: 'kept' | 'new' },
): void {
  if (rewritten === null) return tell('inspect', { digest, abi, verdict: 'left to the sandbox' })
  const { inspected, instrumented } = rewritten.figures
  tell('inspect', { digest, abi, ...inspected })
  const { memoryPages, tableElements } = limits
  tell('instrument', { digest, supply, memoryPages, tableElements, ...instrumented, result: kept })
}

/** What a sandbox says of a guest that it has made ready, or refused. All of it is the sandbox's word. */
export function tellPrepared(tell: Tell, { micros, meteredBytes, imports, refusal }: Frame<'prepared'>): void {
  const verdict = refusal === '' ? 'ready' : `refused: ${printable(refusal, MAX_WORDS)}`
  tell('compile', { micros, meteredBytes, verdict })
  if (refusal === '') tell('link', { offered: printable(imports, MAX_WORDS) })
}

/** What a call may use. */
export function tellCall(tell: Tell, exportName: string, inputBytes: number, limits: Limits, slice: bigint): void {
  const { fuel, deadlineMs, hostCalls, memoryPages, logBytes } = limits
  const bounds = { fuel: String(fuel), slice: String(slice), deadlineMs, hostCalls, memoryPages, logBytes }
  tell('call', { export: exportName, inputBytes, ...bounds })
}
