type Chunk = ArrayBuffer | ArrayBufferView<ArrayBuffer> | string

/** Bytes put together and read back as one buffer: what the mail parser needs of a `Blob`. */
export class ChunkBlob {
  readonly #chunks: readonly Uint8Array[]

  constructor(chunks: readonly Chunk[] = []) {
    this.#chunks = chunks.map(bytesOf)
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    const whole = new Uint8Array(this.#chunks.reduce((size, { length }) => size + length, 0))
    let end = 0
    for (const chunk of this.#chunks) {
      whole.set(chunk, end)
      end += chunk.length
    }
    return whole.buffer
  }
}

function bytesOf(chunk: Chunk): Uint8Array {
  if (typeof chunk === 'string') return new TextEncoder().encode(chunk)
  return ArrayBuffer.isView(chunk)
    ? new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    : new Uint8Array(chunk)
}
