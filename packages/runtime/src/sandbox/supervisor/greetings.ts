import type { Abi } from '../../guest.ts'
import type { Rewriter } from '../../rewriting/rewriter.ts'
import type { ToSandbox } from '../protocol.ts'
import { engineFrame } from './engine-frame.ts'

/** What a process is told first; its answer is the `ready` frame. */
export type Greeting = Promise<readonly ToSandbox[]>

/**
 * For a process that will run guests: it boots the engine while it still waits for its workspace. `steps`: whether it is
 * to say what it finds out about them.
 */
export async function greetWorker(rewriter: Rewriter, steps: 'tell' | 'keep'): Greeting {
  return [await engineFrame(rewriter), { type: 'begin', engine: 'boot', steps }]
}

/** For a process that will judge code once: it is told of the engine only to parse a bundle, and boots none ahead. */
export async function greetChecker(abi: Abi, rewriter: Rewriter): Greeting {
  const begin = { type: 'begin', engine: 'leave', steps: 'keep' } as const
  return abi === 'js' ? [await engineFrame(rewriter), begin] : [begin]
}
