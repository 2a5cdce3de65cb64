import type { GuestSource } from '../../guest.ts'
import type { FuelSupply } from '../../instrument/index.ts'
import type { Limits } from '../../limits.ts'
import type { RewrittenModules } from '../../rewriting/rewritten-modules.ts'
import type { RewriteResult } from '../../rewriting/rewriter.ts'
import { engineCode } from './engine-frame.ts'
import { tellRewriting, type Tell } from './steps.ts'
import { MAX_FRAME_BYTES, MAX_OUTLINE_BYTES, MAX_SOURCE_MAP_BYTES, type ToSandbox } from '../protocol.ts'

/** Room for the rest of a frame. */
const OTHER_FIELD_BYTES = 1024

interface Guest {
  readonly number: number
  readonly description: string
  readonly source: GuestSource
  readonly limits: Limits
  readonly supply: FuelSupply
}

/**
 * What a sandbox is sent of a guest before its first call: its code and, for a module, what has been made of it here.
 * A module that cannot be rewritten here is left to the sandbox, which refuses it with the reason; and so is one of which too
 * much would have to be sent.
 */
export async function guestFrames(guest: Guest, modules: RewrittenModules, tell?: Tell): Promise<readonly ToSandbox[]> {
  const { number, description, source, limits, supply } = guest
  const code = await source.readCode()
  const load = { type: 'load', guest: number, description, code } as const
  if (source.abi !== 'core')
    return [...(await slicedEngine(guest, modules)), load, ...(await sourceMapFrames(number, source))]
  const asked = { code, digest: source.digest, caps: limits, supply }
  const kept = modules.has(asked) ? 'kept' : 'new'
  const rewritten = await modules.find(asked)
  if (tell !== undefined) tellRewriting(tell, source, rewritten, { supply, limits, kept })
  if (rewritten === null || !fitsFrame(rewritten)) return [load]
  const { outline, metered, offsets } = rewritten
  return [load, { type: 'rewritten', guest: number, outline, metered, offsets }]
}

function fitsFrame({ outline, metered, offsets }: RewriteResult): boolean {
  const outlineBytes = Buffer.byteLength(outline)
  const bytes = outlineBytes + metered.length + (offsets?.length ?? 0) + OTHER_FIELD_BYTES
  return outlineBytes <= MAX_OUTLINE_BYTES && bytes <= MAX_FRAME_BYTES
}

/** The greeting brings an engine that has its fuel as a whole. */
async function slicedEngine({ limits, supply }: Guest, modules: RewrittenModules): Promise<readonly ToSandbox[]> {
  if (supply === 'whole') return []
  const rewritten = await modules.find({ ...(await engineCode()), caps: limits, supply })
  if (rewritten === null) return []
  const { memoryPages, tableElements } = limits
  return [{ type: 'sliced_engine', memoryPages, tableElements, metered: rewritten.metered }]
}

async function sourceMapFrames(number: number, { readSourceMap }: GuestSource): Promise<readonly ToSandbox[]> {
  if (readSourceMap === undefined) return []
  const map = await readSourceMap()
  return map.length > MAX_SOURCE_MAP_BYTES ? [] : [{ type: 'source_map', guest: number, map }]
}
