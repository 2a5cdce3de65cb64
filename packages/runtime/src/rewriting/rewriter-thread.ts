import { parentPort } from 'node:worker_threads'
import { digestOf } from '../compile/digest.ts'
import { inspect, type ModuleInfo } from '../inspect/index.ts'
import { rewrite as rewriteModule, type Caps, type FuelSupply } from '../instrument/index.ts'
import { encodeOutline } from './module-outline.ts'

export interface RewriteRequest {
  readonly code: Uint8Array
  readonly caps: Caps
  readonly supply: FuelSupply
}

export interface RewriteReply {
  /** Null when the module is refused: why is found out, and told, where it is refused again. */
  readonly result: {
    readonly digest: string
    readonly outline: string
    readonly metered: Uint8Array<ArrayBuffer>
    readonly offsets: Uint8Array<ArrayBuffer> | null
    readonly figures: RewriteFigures
  } | null
}

/** For people who wonder what was found and done. */
export interface RewriteFigures {
  readonly inspected: Readonly<Record<string, string | number>>
  readonly instrumented: Readonly<Record<string, string | number>>
}

/**
 * The program of the rewriter's thread. It reads modules that nobody has reason to trust, and that nobody has validated
 * yet; it compiles and runs nothing. Whatever a module makes it throw is a refusal.
 */
parentPort!.on('message', ({ code, caps, supply }: RewriteRequest) => {
  const result = rewrite(code, caps, supply)
  const reply: RewriteReply = { result }
  parentPort!.postMessage(
    reply,
    result === null ? [] : [result.metered.buffer, ...(result.offsets === null ? [] : [result.offsets.buffer])],
  )
})

function rewrite(code: Uint8Array, caps: Caps, supply: FuelSupply): RewriteReply['result'] {
  try {
    const begunAt = performance.now()
    const info = inspect(code)
    const inspectedAt = performance.now()
    const { metered, offsets, figures } = rewriteModule(code, info, caps, supply)
    const inspected = { ...figuresOf(info), micros: microsFrom(begunAt, inspectedAt) }
    const instrumented = { ...figures, meteredBytes: metered.length, micros: microsFrom(inspectedAt) }
    const digest = digestOf(code)
    return { digest, outline: encodeOutline(info), metered, offsets, figures: { inspected, instrumented } }
  } catch {
    return null
  }
}

const microsFrom = (since: number, until: number = performance.now()) => Math.round((until - since) * 1_000)

function figuresOf(info: ModuleInfo): RewriteFigures['inspected'] {
  const { sizeBytes, codeBytes, dataBytes, functionCount, imports, exports, features, memory } = info
  const pages = { minPages: memory?.minPages ?? 0, maxPages: memory?.maxPages ?? 'none' }
  const counts = { functions: functionCount, imports: imports.length, exports: exports.length }
  return { sizeBytes, codeBytes, dataBytes, ...counts, ...pages, features: features.join(' ') }
}
