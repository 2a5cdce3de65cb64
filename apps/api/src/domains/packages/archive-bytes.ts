/**
 * Bytes that arrive in chunks of any size, taken in the pieces that a format asks for. Holds one chunk at a time.
 * `close` ends the chunks' own iteration, so that whoever produces them can let go.
 */
export class ByteSource {
  readonly #chunks: AsyncIterator<Uint8Array>
  #chunk: Uint8Array = new Uint8Array(0)

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  /** The next bytes, at most so many and at least one; empty at the end. */
  async atMost(bytes: number): Promise<Uint8Array> {
    while (this.#chunk.length === 0) {
      const next = await this.#chunks.next()
      if (next.done) return this.#chunk
      this.#chunk = next.value
    }
    const taken = this.#chunk.subarray(0, bytes)
    this.#chunk = this.#chunk.subarray(taken.length)
    return taken
  }

  /** The next so many bytes in one piece; when the source ends before, `cut` is thrown. */
  async exactly(bytes: number, cut: () => Error): Promise<Uint8Array<ArrayBuffer>> {
    const piece = new Uint8Array(bytes)
    for (let filled = 0; filled < bytes;) {
      const part = await this.atMost(bytes - filled)
      if (part.length === 0) throw cut()
      piece.set(part, filled)
      filled += part.length
    }
    return piece
  }

  /** The next whole blocks, at least one and at most so many bytes; when the source ends before, `cut` is thrown. */
  async wholeBlocks(bytes: number, blockBytes: number, cut: () => Error): Promise<Uint8Array> {
    const part = await this.atMost(bytes)
    const whole = part.subarray(0, part.length - (part.length % blockBytes))
    this.putBack(part.subarray(whole.length))
    return whole.length > 0 ? whole : this.exactly(blockBytes, cut)
  }

  /** Gives back bytes from the end of what was taken last. */
  putBack(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#chunk = Buffer.concat([bytes, this.#chunk])
  }

  async close(): Promise<void> {
    await this.#chunks.return?.()
  }
}
