import { GuestFault, type GuestFaultCode } from '../faults.ts'

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
/** What takes the place of bytes that are not UTF-8; it may also be meant. */
const REPLACEMENT = '\ufffd'

const MAX_C_STRING = 4_096

/**
 * A guest's memory, reached by the pointers and lengths that the guest gives. They are unsigned, checked against the
 * memory as it is now (it may have grown since the last call), and everything is copied once before it is looked at.
 * A bad one is a fault, `guest_trap` unless the caller says otherwise, whose detail names what it was for.
 */
export class GuestMemory {
  readonly #memory: WebAssembly.Memory
  /** All of it; empty once it has grown. */
  #seen = Buffer.alloc(0)

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory
  }

  /** A copy of `length` bytes at `pointer`, both as the i32 values that wasm hands over. */
  copy(pointer: number, length: number, what: string): Uint8Array {
    const start = this.#require(pointer, length, what, 'guest_trap')
    return Uint8Array.prototype.slice.call(this.#bytes, start, start + (length >>> 0))
  }

  /** Only the check that the bytes are there. */
  require(pointer: number, length: number, what: string): void {
    this.#require(pointer, length, what, 'guest_trap')
  }

  /** The text at `pointer`; it must be UTF-8. */
  text(pointer: number, length: number, what: string, fault: GuestFaultCode = 'guest_trap'): string {
    const start = this.#require(pointer, length, what, fault)
    const end = start + (length >>> 0)
    const text = this.#bytes.toString('utf8', start, end)
    if (text.includes(REPLACEMENT)) requireUtf8(this.#bytes.subarray(start, end), what, fault)
    return text
  }

  /** A text that has no business being longer than `maxBytes`. */
  name(pointer: number, length: number, maxBytes: number, what: string): string {
    if (length >>> 0 > maxBytes) throw new GuestFault('guest_trap', `${what} is longer than ${maxBytes} bytes`)
    return this.text(pointer, length, what)
  }

  /** The first `maxBytes` of the text at `pointer`, with replacement characters where it is not UTF-8. */
  excerpt(pointer: number, length: number, maxBytes: number, what: string): string {
    const start = this.#require(pointer, length, what, 'guest_trap')
    const size = length >>> 0
    if (size <= maxBytes) return this.#bytes.toString('utf8', start, start + size)
    return `${this.#bytes.toString('utf8', start, start + maxBytes)}…`
  }

  u32(pointer: number, what: string, fault: GuestFaultCode): number {
    return this.#bytes.readUInt32LE(this.#require(pointer, 4, what, fault))
  }

  /** The text at `pointer` up to its NUL, which must come soon. */
  cString(pointer: number, what: string): string {
    const most = Math.max(0, Math.min(MAX_C_STRING, this.#bytes.length - (pointer >>> 0)))
    const start = this.#require(pointer, most, what, 'guest_trap')
    const end = this.#bytes.subarray(start, start + most).indexOf(0)
    if (end < 0) throw new GuestFault('guest_trap', `${what} has no end`)
    return this.#bytes.toString('utf8', start, start + end)
  }

  writeU32(pointer: number, value: number, what: string): void {
    const start = this.#require(pointer, 4, what, 'guest_trap')
    this.#bytes.writeUInt32LE(value >>> 0, start)
  }

  write(pointer: number, bytes: Uint8Array, what: string): void {
    const start = this.#require(pointer, bytes.length, what, 'guest_trap')
    this.#bytes.set(bytes, start)
  }

  get #bytes(): Buffer {
    if (this.#seen.length === 0) this.#seen = Buffer.from(this.#memory.buffer)
    return this.#seen
  }

  /** Where so many bytes begin, which are all there. */
  #require(pointer: number, length: number, what: string, fault: GuestFaultCode): number {
    const start = pointer >>> 0
    const size = length >>> 0
    const { length: bytes } = this.#bytes
    // Doubles hold the sum of two unsigned 32-bit numbers exactly: nothing can wrap around.
    if (start + size > bytes)
      throw new GuestFault(
        fault,
        `${what} at 0x${start.toString(16)}, ${size} bytes, lies outside the memory of ${bytes} bytes`,
      )
    return start
  }
}

function requireUtf8(raw: Uint8Array, what: string, fault: GuestFaultCode): void {
  try {
    strictUtf8.decode(raw)
  } catch (cause) {
    throw new GuestFault(fault, `${what} is not UTF-8`, { cause })
  }
}
