import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { digestOf } from '../../compile/digest.ts'
import { DEFAULT_LIMITS } from '../../limits.ts'
import type { Rewriter } from '../../rewriting/rewriter.ts'
import type { ToSandbox } from '../protocol.ts'

let frame: Promise<ToSandbox> | null = null

/**
 * What every sandbox for JavaScript needs: the engine, as it was built and metered for the usual caps. It is metered
 * once in the life of this process, and not in each sandbox, where that takes longer than all the rest of its start.
 */
export function engineFrame(rewriter: Rewriter): Promise<ToSandbox> {
  frame ??= meterEngine(rewriter).catch((error: unknown) => {
    frame = null // a runtime that was closed meanwhile is no reason for the next one to fail
    throw error
  })
  return frame
}

let engine: Promise<{ readonly code: Uint8Array; readonly digest: string }> | null = null

/** The JavaScript engine as it was built. */
export function engineCode(): Promise<{ readonly code: Uint8Array; readonly digest: string }> {
  engine ??= readFile(fileURLToPath(import.meta.resolve('quickjs-wasi/quickjs.wasm'))).then((code) => ({
    code,
    digest: digestOf(code),
  }))
  return engine
}

async function meterEngine(rewriter: Rewriter): Promise<ToSandbox> {
  const { code } = await engineCode()
  const { memoryPages, tableElements } = DEFAULT_LIMITS
  const rewritten = await rewriter.rewrite(code, DEFAULT_LIMITS, 'whole')
  if (rewritten === null) throw new Error('The JavaScript engine could not be metered: is @grantry/runtime built?')
  return { type: 'engine', memoryPages, tableElements, code, metered: rewritten.metered }
}
