const UTF8 = new TextEncoder()

/** Up to so many bytes are copied faster one by one. */
const SHORT = 64

/** A growing buffer that knows how WebAssembly encodes numbers and names. */
export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer>
  /** Of `#bytes`: to ask them takes longer than to write one. */
  #capacity: number
  #length = 0

  constructor(expectedBytes = 1024) {
    this.#bytes = new Uint8Array(expectedBytes)
    this.#capacity = expectedBytes
  }

  get length(): number {
    return this.#length
  }

  /** What was written, as a view: it is valid until the next write. */
  view(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length)
  }

  clear(): void {
    this.#length = 0
  }

  /** Appends a few bytes. Arrays and what {@link raw} takes are kept apart: engines are slow where they may be either. */
  bytes(bytes: readonly number[]): void {
    this.#reserve(bytes.length)
    for (let at = 0; at < bytes.length; at += 1) this.#bytes[this.#length + at] = bytes[at] ?? 0
    this.#length += bytes.length
  }

  /** Appends bytes as they are. */
  raw(bytes: Uint8Array): void {
    this.copy(bytes, 0, bytes.length)
  }

  /** Appends the bytes of `[start, end)`. */
  copy(bytes: Uint8Array, start: number, end: number): void {
    const sizeBytes = end - start
    this.#reserve(sizeBytes)
    if (sizeBytes > SHORT) {
      this.#bytes.set(bytes.subarray(start, end), this.#length)
      this.#length += sizeBytes
      return
    }
    const to = this.#bytes
    let next = this.#length >>> 0
    for (let at = start >>> 0; at < end; at += 1) {
      to[next] = bytes[at] ?? 0
      next += 1
    }
    this.#length = next
  }

  /** Adds 1 to bytes that are written already: those that stand `shift` further on than `offsets` says, of which `[first, end)` count. */
  increment(offsets: Int32Array, first: number, end: number, shift: number): void {
    const bytes = this.#bytes
    for (let next = first >>> 0; next < end; next += 1) {
      const at = (offsets[next] ?? 0) + shift
      bytes[at] = (bytes[at] ?? 0) + 1
    }
  }

  u8(byte: number): void {
    if (this.#length === this.#capacity) this.#reserve(1)
    this.#bytes[this.#length] = byte
    this.#length += 1
  }

  /** An opcode and the index behind it. */
  instruction(opcode: number, index: number): void {
    const at = this.#length
    if (index > 0x7f || at + 2 > this.#capacity) {
      this.u8(opcode)
      return this.u32(index)
    }
    this.#bytes[at] = opcode
    this.#bytes[at + 1] = index
    this.#length = at + 2
  }

  /** An unsigned number below 2^32, in LEB128. */
  u32(value: number): void {
    let rest = value
    while (rest > 0x7f) {
      this.u8((rest & 0x7f) | 0x80)
      rest >>>= 7
    }
    this.u8(rest)
  }

  /**
   * A number from 0 to 2^53, in the signed LEB128 of constants.
   * @throws RangeError below 0: such a charge would give fuel instead of taking it.
   */
  constant(value: number): void {
    if (value < 0) throw new RangeError(`${value} cannot be written as a positive constant`)
    if (value <= 0x3f) return this.u8(value)
    let rest = value
    while (rest > 0x3f) {
      this.u8((rest % 128) | 0x80)
      rest = Math.floor(rest / 128)
    }
    this.u8(rest)
  }

  /** A signed 32-bit number, in LEB128. */
  s32(value: number): void {
    let rest = value
    while (rest > 0x3f || rest < -0x40) {
      this.u8((rest & 0x7f) | 0x80)
      rest >>= 7
    }
    this.u8(rest & 0x7f)
  }

  name(text: string): void {
    this.sized(UTF8.encode(text))
  }

  /** Appends a length and as many bytes. */
  sized(bytes: Uint8Array): void {
    this.u32(bytes.length)
    this.raw(bytes)
  }

  /** Appends what another has written, its length in front. */
  append(other: ByteWriter): void {
    this.u32(other.#length)
    this.copy(other.#bytes, 0, other.#length)
  }

  #reserve(sizeBytes: number): void {
    const needed = this.#length + sizeBytes
    if (needed > this.#capacity) this.#enlarge(Math.max(needed, this.#capacity * 2))
  }

  #enlarge(capacity: number): void {
    const larger = new Uint8Array(capacity)
    larger.set(this.view())
    this.#bytes = larger
    this.#capacity = capacity
  }
}
