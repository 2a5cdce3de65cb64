/**
 * The building blocks of a message on the channel between supervisor and sandbox. Both directions are described by a
 * table of messages and fields; encoding, strict decoding and the TypeScript types all follow from that one table.
 */

/** Bytes that follow no message of the table: whoever sent them is not what it should be. */
export class ProtocolViolation extends Error {
  override readonly name = 'ProtocolViolation'
}

/** One value of a message. `size` is exact, so that a message is written into one buffer of the right length. */
export interface Field<T> {
  size(value: T): number
  write(cursor: Cursor, value: T): void
  read(cursor: Cursor): T
}

/** A position in a buffer. Every read is checked against the end; nothing is read that the sender did not send. */
export class Cursor {
  readonly bytes: Buffer
  offset = 0

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  /** Moves past `length` bytes and returns where they begin. */
  advance(length: number): number {
    const start = this.offset
    if (length > this.bytes.length - start) throw new ProtocolViolation('a message ends too early')
    this.offset += length
    return start
  }
}

/** An unsigned 32-bit integer, little-endian. */
export const u32: Field<number> = {
  size: () => 4,
  write: (cursor, value) => cursor.bytes.writeUInt32LE(value, cursor.advance(4)),
  read: (cursor) => cursor.bytes.readUInt32LE(cursor.advance(4)),
}

/** An unsigned 64-bit integer, little-endian. */
export const u64: Field<bigint> = {
  size: () => 8,
  write: (cursor, value) => cursor.bytes.writeBigUInt64LE(value, cursor.advance(8)),
  read: (cursor) => cursor.bytes.readBigUInt64LE(cursor.advance(8)),
}

/** A 64-bit floating point number, little-endian. */
export const f64: Field<number> = {
  size: () => 8,
  write: (cursor, value) => cursor.bytes.writeDoubleLE(value, cursor.advance(8)),
  read: (cursor) => cursor.bytes.readDoubleLE(cursor.advance(8)),
}

/** Raw bytes with their length in front. What is read is a view: copy what must outlive the message. */
export const bytes = (maxBytes: number): Field<Uint8Array> => ({
  size: (value) => 4 + value.length,
  write(cursor, value) {
    u32.write(cursor, checkedLength(value.length, maxBytes))
    cursor.bytes.set(value, cursor.advance(value.length))
  },
  read(cursor) {
    const length = checkedLength(u32.read(cursor), maxBytes)
    const start = cursor.advance(length)
    return cursor.bytes.subarray(start, start + length)
  },
})

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** UTF-8 with its length in bytes in front; anything that is not UTF-8 is a violation. */
export const text = (maxBytes: number): Field<string> => ({
  size: (value) => 4 + Buffer.byteLength(value),
  write(cursor, value) {
    const length = checkedLength(Buffer.byteLength(value), maxBytes)
    u32.write(cursor, length)
    cursor.bytes.write(value, cursor.advance(length), 'utf8')
  },
  read(cursor) {
    const raw = bytes(maxBytes).read(cursor)
    try {
      return utf8.decode(raw)
    } catch (cause) {
      throw new ProtocolViolation('a text is not UTF-8', { cause })
    }
  },
})

/** One of a few words, as text. */
export const word = <const W extends string>(words: readonly W[]): Field<W> => {
  const field = text(64)
  return {
    size: field.size,
    write: field.write,
    read(cursor) {
      const value = field.read(cursor)
      const known = words.find((candidate) => candidate === value)
      if (known === undefined) throw new ProtocolViolation('a word is not one of its list')
      return known
    },
  }
}

/** A field that may be null: one byte says whether it is there. */
export const nullable = <T>(field: Field<T>): Field<T | null> => ({
  size: (value) => 1 + (value === null ? 0 : field.size(value)),
  write(cursor, value) {
    cursor.bytes.writeUInt8(value === null ? 0 : 1, cursor.advance(1))
    if (value !== null) field.write(cursor, value)
  },
  read(cursor) {
    const presence = cursor.bytes.readUInt8(cursor.advance(1))
    if (presence > 1) throw new ProtocolViolation('a field is neither there nor absent')
    return presence === 0 ? null : field.read(cursor)
  },
})

function checkedLength(length: number, max: number): number {
  if (length > max) throw new ProtocolViolation(`a field has ${length} bytes and may have ${max}`)
  return length
}
