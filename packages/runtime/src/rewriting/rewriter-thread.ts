import { parentPort } from 'node:worker_threads'
import { digestOf } from '../compile/digest.ts'
import { inspect } from '../inspect/index.ts'
import { rewrite as rewriteModule, type Caps, type FuelSupply, type Rewritten } from '../instrument/index.ts'
import { encodeOutline } from './module-outline.ts'

export interface RewriteRequest {
  readonly id: number
  readonly code: Uint8Array
  readonly caps: Caps
  readonly supply: FuelSupply
}

export interface RewriteReply {
  readonly id: number
  /** Null when the module is refused: why is found out, and told, where it is refused again. */
  readonly result: (Rewritten & { readonly digest: string; readonly outline: string }) | null
}

/**
 * The program of the rewriter's thread. It reads modules that nobody has reason to trust, and that nobody has validated
 * yet; it compiles and runs nothing. Whatever a module makes it throw is a refusal.
 */
parentPort!.on('message', ({ id, code, caps, supply }: RewriteRequest) => {
  const result = rewrite(code, caps, supply)
  const reply: RewriteReply = { id, result }
  parentPort!.postMessage(
    reply,
    result === null ? [] : [result.metered.buffer, ...(result.offsets === null ? [] : [result.offsets.buffer])],
  )
})

function rewrite(code: Uint8Array, caps: Caps, supply: FuelSupply): RewriteReply['result'] {
  try {
    const info = inspect(code)
    return { digest: digestOf(code), outline: encodeOutline(info), ...rewriteModule(code, info, caps, supply) }
  } catch {
    return null
  }
}
