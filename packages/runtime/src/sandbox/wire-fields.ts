import type { FrameBuffer } from './frame-buffer.ts'

/**
 * The building blocks of a message on the channel between supervisor and sandbox. Both directions are described by a
 * table of messages and fields; encoding, strict decoding and the TypeScript types all follow from that one table.
 */

/** Bytes that follow no message of the table: whoever sent them is not what it should be. */
export class ProtocolViolation extends Error {
  override readonly name = 'ProtocolViolation'
}

/** One value of a message. */
export interface Field<T> {
  write(frames: FrameBuffer, value: T): void
  read(cursor: Cursor): T
}

/** A position in what was received, and its end. Nothing is read that the sender did not send. */
export class Cursor {
  readonly bytes: Buffer
  offset: number
  readonly #end: number

  constructor(bytes: Buffer, start: number, end: number) {
    this.bytes = bytes
    this.offset = start
    this.#end = end
  }

  get isAtEnd(): boolean {
    return this.offset === this.#end
  }

  /** Moves past `length` bytes and returns where they begin. */
  advance(length: number): number {
    const start = this.offset
    if (length > this.#end - start) throw new ProtocolViolation('a message ends too early')
    this.offset += length
    return start
  }
}

/** An unsigned 8-bit integer. */
export const u8: Field<number> = {
  write(frames, value) {
    requireUnsigned(value, 0xff)
    const at = frames.reserve(1)
    frames.bytes[at] = value
    frames.end = at + 1
  },
  read(cursor) {
    const at = cursor.advance(1)
    return cursor.bytes[at]!
  },
}

/** An unsigned 32-bit integer, little-endian. */
export const u32: Field<number> = {
  write(frames, value) {
    requireUnsigned(value, 0xffff_ffff)
    const at = frames.reserve(4)
    putU32(frames.bytes, at, value)
    frames.end = at + 4
  },
  read(cursor) {
    const at = cursor.advance(4)
    return u32At(cursor.bytes, at)
  },
}

const TWO_32 = 2 ** 32

/** An unsigned 64-bit integer, little-endian. Most are numbers that a double holds exactly, and take a shorter way. */
export const u64: Field<bigint> = {
  write(frames, value) {
    const at = frames.reserve(8)
    const double = Number(value)
    if (double >= 0 && double <= Number.MAX_SAFE_INTEGER) {
      putU32(frames.bytes, at, double % TWO_32)
      putU32(frames.bytes, at + 4, Math.floor(double / TWO_32))
    } else frames.bytes.writeBigUInt64LE(value, at)
    frames.end = at + 8
  },
  read(cursor) {
    const at = cursor.advance(8)
    const high = u32At(cursor.bytes, at + 4)
    if (high >= 2 ** 21) return cursor.bytes.readBigUInt64LE(at)
    return BigInt(high * TWO_32 + u32At(cursor.bytes, at))
  },
}

/** Little-endian, like everything here. The Buffer's own methods check more, and take several times as long. */
export function putU32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value
  bytes[at + 1] = value >>> 8
  bytes[at + 2] = value >>> 16
  bytes[at + 3] = value >>> 24
}

const u32At = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0

function requireUnsigned(value: number, most: number): void {
  if (value < 0 || value > most || !Number.isInteger(value))
    throw new RangeError(`${value} is no whole number from 0 to ${most}`)
}

/** A 64-bit floating point number, little-endian. */
export const f64: Field<number> = {
  write(frames, value) {
    const at = frames.reserve(8)
    frames.end = frames.bytes.writeDoubleLE(value, at)
  },
  read: (cursor) => cursor.bytes.readDoubleLE(cursor.advance(8)),
}

/** Raw bytes with their length in front. What is read is a copy: what it came in is read into again. */
export const bytes = (maxBytes: number): Field<Uint8Array> => ({
  write(frames, value) {
    u32.write(frames, checkedLength(value.length, maxBytes))
    const at = frames.reserve(value.length)
    frames.bytes.set(value, at)
    frames.end = at + value.length
  },
  read(cursor) {
    const length = checkedLength(u32.read(cursor), maxBytes)
    const start = cursor.advance(length)
    const copy = Buffer.allocUnsafeSlow(length)
    cursor.bytes.copy(copy, 0, start, start + length)
    return copy
  },
})

/** Texts up to this length get room for the most that they can have in UTF-8; of longer ones it is counted first. */
const SHORT_TEXT = 1_024
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** UTF-8 with its length in bytes in front; anything that is not UTF-8 is a violation. */
export const text = (maxBytes: number): Field<string> => ({
  write(frames, value) {
    const most = value.length <= SHORT_TEXT ? 3 * value.length : Buffer.byteLength(value)
    const at = frames.reserve(4 + most)
    const length = checkedLength(writeUtf8(frames.bytes, at + 4, value, most), maxBytes)
    putU32(frames.bytes, at, length)
    frames.end = at + 4 + length
  },
  read(cursor) {
    const length = checkedLength(u32.read(cursor), maxBytes)
    const start = cursor.advance(length)
    const read = cursor.bytes.toString('utf8', start, start + length)
    if (read.includes(REPLACEMENT)) requireUtf8(cursor.bytes.subarray(start, start + length))
    return read
  },
})

/** Up to this length it takes longer to call the encoder than to look at every character. */
const TINY_TEXT = 32

/** Writes text into bytes that have room for `most`, and gives its length there. */
function writeUtf8(bytes: Buffer, at: number, value: string, most: number): number {
  if (value.length > TINY_TEXT) return bytes.write(value, at, most, 'utf8')
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index)
    if (code > 0x7f) return bytes.write(value, at, most, 'utf8')
    bytes[at + index] = code
  }
  return value.length
}

/** What takes the place of bytes that are not UTF-8; it may also be meant. */
const REPLACEMENT = '\ufffd'

function requireUtf8(raw: Uint8Array): void {
  try {
    strictUtf8.decode(raw)
  } catch (cause) {
    throw new ProtocolViolation('a text is not UTF-8', { cause })
  }
}

/** One of a few words, as its place among them. */
export const word = <const W extends string>(words: readonly W[]): Field<W> => ({
  write(frames, value) {
    u8.write(frames, words.indexOf(value))
  },
  read(cursor) {
    const known = words[u8.read(cursor)]
    if (known === undefined) throw new ProtocolViolation('a word is not one of its list')
    return known
  },
})

/** A field that may be null: one byte says whether it is there. */
export const nullable = <T>(field: Field<T>): Field<T | null> => ({
  write(frames, value) {
    u8.write(frames, value === null ? 0 : 1)
    if (value !== null) field.write(frames, value)
  },
  read(cursor) {
    const presence = u8.read(cursor)
    if (presence > 1) throw new ProtocolViolation('a field is neither there nor absent')
    return presence === 0 ? null : field.read(cursor)
  },
})

function checkedLength(length: number, max: number): number {
  if (length > max) throw new ProtocolViolation(`a field has ${length} bytes and may have ${max}`)
  return length
}
