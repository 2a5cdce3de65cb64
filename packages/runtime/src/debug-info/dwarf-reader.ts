const DONE = 0
const UTF8 = new TextDecoder()
/** Of one text. No path is as long. */
const MAX_TEXT_BYTES = 1_000

/** Reads what DWARF is made of. What lies behind the end is a RangeError. */
export class DwarfReader {
  readonly #view: DataView
  position: number
  readonly end: number

  constructor(bytes: Uint8Array, position = 0, end = bytes.length) {
    if (position > bytes.length || end > bytes.length) throw new RangeError('a part that lies behind the end')
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, end)
    this.position = position
    this.end = end
  }

  get atEnd(): boolean {
    return this.position >= this.end
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1))
  }

  i8(): number {
    return this.#view.getInt8(this.#advance(1))
  }

  u16(): number {
    return this.#view.getUint16(this.#advance(2), true)
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4), true)
  }

  /** What does not fit into 32 bits is of no use to anybody here, and loses its upper ones. */
  uleb(): number {
    return this.#leb().value >>> 0
  }

  sleb(): number {
    const { value, bits, last } = this.#leb()
    return bits < 32 && (last & 0x40) !== 0 ? value | (-1 << bits) : value
  }

  /** Bytes up to a NUL, as {@link textAt} has them. */
  text(): string {
    const start = this.position
    while (this.u8() !== DONE);
    const { buffer, byteOffset } = this.#view
    return textAt(new Uint8Array(buffer, byteOffset, this.end), start)
  }

  skip(count: number): void {
    this.#advance(count)
  }

  #leb(): { value: number; bits: number; last: number } {
    let [value, bits, last] = [0, 0, 0x80]
    while ((last & 0x80) !== 0) {
      last = this.u8()
      if (bits < 32) value |= (last & 0x7f) << bits
      bits += 7
    }
    return { value, bits, last }
  }

  #advance(count: number): number {
    const at = this.position
    if (count > this.end - at) throw new RangeError('it ends too early')
    this.position += count
    return at
  }
}

/** The text at an offset, up to a NUL; of a long one the beginning, and no more of it is looked at. */
export function textAt(bytes: Uint8Array, offset: number): string {
  if (offset >= bytes.length) throw new RangeError('a text that lies behind the end')
  const most = bytes.subarray(offset, offset + MAX_TEXT_BYTES)
  const end = most.indexOf(DONE)
  return UTF8.decode(end === -1 ? most : most.subarray(0, end))
}
