import { GuestFault, type GuestFaultCode } from '../faults.ts'

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const lenientUtf8 = new TextDecoder('utf-8', { ignoreBOM: true })

const MAX_C_STRING = 4_096

/**
 * A guest's memory, reached by the pointers and lengths that the guest gives. They are unsigned, checked against the
 * memory as it is now (it may have grown since the last call), and everything is copied once before it is looked at.
 * A bad one is a fault, `guest_trap` unless the caller says otherwise, whose detail names what it was for.
 */
export class GuestMemory {
  readonly #memory: WebAssembly.Memory

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory
  }

  /** A copy of `length` bytes at `pointer`, both as the i32 values that wasm hands over. */
  copy(pointer: number, length: number, what: string): Uint8Array {
    return this.#view(pointer, length, what, 'guest_trap').slice()
  }

  /** Only the check that the bytes are there. */
  require(pointer: number, length: number, what: string): void {
    this.#view(pointer, length, what, 'guest_trap')
  }

  /** The text at `pointer`; it must be UTF-8. */
  text(pointer: number, length: number, what: string, fault: GuestFaultCode = 'guest_trap'): string {
    const view = this.#view(pointer, length, what, fault)
    try {
      return strictUtf8.decode(view)
    } catch (cause) {
      throw new GuestFault(fault, `${what} is not UTF-8`, { cause })
    }
  }

  /** A text that has no business being longer than `maxBytes`. */
  name(pointer: number, length: number, maxBytes: number, what: string): string {
    if (length >>> 0 > maxBytes) throw new GuestFault('guest_trap', `${what} is longer than ${maxBytes} bytes`)
    return this.text(pointer, length, what)
  }

  /** The first `maxBytes` of the text at `pointer`, with replacement characters where it is not UTF-8. */
  excerpt(pointer: number, length: number, maxBytes: number, what: string): string {
    const view = this.#view(pointer, length, what, 'guest_trap')
    const text = lenientUtf8.decode(view.subarray(0, maxBytes))
    return view.length > maxBytes ? `${text}…` : text
  }

  u32(pointer: number, what: string, fault: GuestFaultCode): number {
    const view = this.#view(pointer, 4, what, fault)
    return new DataView(view.buffer, view.byteOffset, 4).getUint32(0, true)
  }

  /** The text at `pointer` up to its NUL, which must come soon. */
  cString(pointer: number, what: string): string {
    const { byteLength } = this.#memory.buffer
    const view = this.#view(
      pointer,
      Math.max(0, Math.min(MAX_C_STRING, byteLength - (pointer >>> 0))),
      what,
      'guest_trap',
    )
    const end = view.indexOf(0)
    if (end < 0) throw new GuestFault('guest_trap', `${what} has no end`)
    return lenientUtf8.decode(view.subarray(0, end))
  }

  writeU32(pointer: number, value: number, what: string): void {
    this.write(pointer, new Uint8Array(new Uint32Array([value]).buffer), what)
  }

  write(pointer: number, bytes: Uint8Array, what: string): void {
    this.#view(pointer, bytes.length, what, 'guest_trap').set(bytes)
  }

  #view(pointer: number, length: number, what: string, fault: GuestFaultCode): Uint8Array<ArrayBuffer> {
    const start = pointer >>> 0
    const size = length >>> 0
    const { buffer } = this.#memory
    // Doubles hold the sum of two unsigned 32-bit numbers exactly: nothing can wrap around.
    if (start + size > buffer.byteLength)
      throw new GuestFault(
        fault,
        `${what} at 0x${start.toString(16)}, ${size} bytes, lies outside the memory of ${buffer.byteLength} bytes`,
      )
    return new Uint8Array(buffer, start, size)
  }
}
