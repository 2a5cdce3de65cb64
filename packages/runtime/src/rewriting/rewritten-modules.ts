import { INSTRUMENTER_VERSION, type Caps, type FuelSupply } from '../instrument/index.ts'
import type { Rewriter, RewriteResult } from './rewriter.ts'

/** Bytes of metered modules and their outlines that are kept; the ones not used for longest go first. */
const KEPT_BYTES = 64 << 20

interface Asked {
  readonly code: Uint8Array
  /** What the digest of the code should be, `sha256:` and hex digits. */
  readonly digest: string
  readonly caps: Caps
  readonly supply: FuelSupply
}

/**
 * Metered modules by the digest of their code, the version of the instrumenter, the caps and the supply, for all sandboxes of this
 * process. They are made here, on the rewriter's thread, and never by a sandbox: what comes from there is nobody else's
 * to run. Nothing here says that the original is valid; each sandbox has its own engine validate that first.
 */
export class RewrittenModules {
  readonly #rewriter: Rewriter
  readonly #kept = new Map<string, RewriteResult>()
  readonly #underWay = new Map<string, Promise<RewriteResult | null>>()
  readonly #mayKeepBytes: number
  #keptBytes = 0

  constructor(rewriter: Rewriter, keptBytes: number = KEPT_BYTES) {
    this.#rewriter = rewriter
    this.#mayKeepBytes = keptBytes
  }

  /** Whether a module is at hand. */
  has(asked: Omit<Asked, 'code'>): boolean {
    return this.#kept.has(keyOf(asked))
  }

  /**
   * Null when the module cannot be metered, or its code is not what its digest says.
   * @throws RuntimeUnavailable `overloaded`
   */
  async find(asked: Asked): Promise<RewriteResult | null> {
    const key = keyOf(asked)
    const kept = this.#kept.get(key)
    if (kept !== undefined) return this.#touch(key, kept)
    return this.#underWay.get(key) ?? this.#begin(key, asked)
  }

  #begin(key: string, asked: Asked): Promise<RewriteResult | null> {
    const underWay = this.#rewrite(key, asked).finally(() => this.#underWay.delete(key))
    this.#underWay.set(key, underWay)
    return underWay
  }

  async #rewrite(key: string, { code, digest, caps, supply }: Asked): Promise<RewriteResult | null> {
    const result = await this.#rewriter.rewrite(code, caps, supply)
    if (result === null || result.digest !== digest) return null
    this.#keep(key, result)
    return result
  }

  #touch(key: string, kept: RewriteResult): RewriteResult {
    this.#kept.delete(key)
    this.#kept.set(key, kept)
    return kept
  }

  #keep(key: string, result: RewriteResult): void {
    this.#kept.set(key, result)
    this.#keptBytes += sizeOf(result)
    for (const [oldest, other] of this.#kept) {
      if (this.#keptBytes <= this.#mayKeepBytes) break
      this.#kept.delete(oldest)
      this.#keptBytes -= sizeOf(other)
    }
  }
}

const sizeOf = ({ metered, offsets, outline }: RewriteResult) =>
  metered.length + (offsets?.length ?? 0) + 2 * outline.length

const keyOf = ({ digest, caps: { memoryPages, tableElements }, supply }: Omit<Asked, 'code'>) =>
  [digest, INSTRUMENTER_VERSION, memoryPages, tableElements, supply].join('/')
