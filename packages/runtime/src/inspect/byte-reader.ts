import { malformed } from './inspection.errors.ts'
import { enforce } from './structure-limits.ts'

// A byte order mark is part of a name: dropping it would make two different export names equal.
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * A cursor over `[position, end)` of a module. Every read either advances or throws InspectionRefused
 * `malformed_module`. Integers are LEB128, read strictly: no longer than their type needs, unused bits as the
 * specification wants them.
 */
export class ByteReader {
  readonly bytes: Uint8Array
  readonly end: number
  position: number

  constructor(bytes: Uint8Array, position = 0, end = bytes.length) {
    this.bytes = bytes
    this.position = position
    this.end = end
  }

  get atEnd(): boolean {
    return this.position >= this.end
  }

  /** A reader over the next `sizeBytes` bytes; this one moves behind them. */
  take(sizeBytes: number): ByteReader {
    const start = this.position
    this.skip(sizeBytes)
    return new ByteReader(this.bytes, start, this.position)
  }

  skip(sizeBytes: number): void {
    if (sizeBytes > this.end - this.position) throw this.#truncated()
    this.position += sizeBytes
  }

  u8(): number {
    const byte = this.position < this.end ? this.bytes[this.position] : undefined
    if (byte === undefined) throw this.#truncated()
    this.position += 1
    return byte
  }

  u32(): number {
    const { position } = this
    const byte = position < this.end ? (this.bytes[position] ?? 0) : 0x80
    // Nearly all are that short.
    if (byte >= 0x80) return this.#longU32()
    this.position = position + 1
    return byte
  }

  #longU32(): number {
    const start = this.position
    let value = 0
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.u8()
      value += (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    const last = this.u8()
    if (last > 0x0f) throw malformed(start, 'An unsigned number is longer than 32 bits')
    return value + last * 2 ** 28
  }

  /** A signed 33-bit number, the form of block types. */
  s33(): number {
    const start = this.position
    const byte = start < this.end ? (this.bytes[start] ?? 0) : 0x80
    if (byte < 0x80) {
      this.position = start + 1
      return byte < 0x40 ? byte : byte - 0x80
    }
    this.skipSigned(33)
    let value = 0
    for (let at = start; at < this.position; at += 1) value += ((this.bytes[at] ?? 0) & 0x7f) * 128 ** (at - start)
    const beyond = 128 ** (this.position - start)
    return value >= beyond / 2 ? value - beyond : value
  }

  /** Checks a signed number and moves behind it. */
  skipSigned(bits: 32 | 33 | 64): void {
    const start = this.position
    const mostBytes = Math.ceil(bits / 7)
    for (let count = 1; count < mostBytes; count += 1) if (this.u8() < 0x80) return
    const last = this.u8()
    // The sign bit of the type and all bits above it must agree.
    const signBits = (0x7f << (bits - 7 * (mostBytes - 1) - 1)) & 0x7f
    const isSignExtended = (last & signBits) === 0 || (last & signBits) === signBits
    if (last >= 0x80 || !isSignExtended) throw malformed(start, `A signed number is longer than ${bits} bits`)
  }

  /** Bytes of a length-prefixed name, as text. */
  name(): string {
    const start = this.position
    const sizeBytes = this.u32()
    enforce('nameBytes', sizeBytes, start)
    const from = this.position
    this.skip(sizeBytes)
    try {
      return UTF8.decode(this.bytes.subarray(from, this.position))
    } catch (cause) {
      throw malformed(start, 'A name is not valid UTF-8', cause)
    }
  }

  #truncated() {
    return malformed(this.position, 'The module ends too early: it was cut off or is damaged')
  }
}
