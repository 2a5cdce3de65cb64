import { SINGLE_BYTE_CHARSETS } from './single-byte-charsets.ts'

const Utf8Decoder = TextDecoder
const UPPER_HALVES = new Map(
  SINGLE_BYTE_CHARSETS.flatMap(({ labels, upperHalf }) => labels.map((label) => [label, upperHalf] as const)),
)

/**
 * A `TextDecoder` for UTF-8 and the single-byte charsets of mail. It leaves as much as it can to the engine's own
 * functions: a loop over bytes takes an interpreter a thousand times as long.
 */
export class CharsetDecoder {
  readonly #upperHalf: string | null
  readonly #utf8: TextDecoder | null

  /** Throws a RangeError for a charset that it does not know. */
  constructor(label = 'utf-8', options?: { fatal?: boolean; ignoreBOM?: boolean }) {
    this.#upperHalf = UPPER_HALVES.get(label.trim().toLowerCase()) ?? null
    this.#utf8 = this.#upperHalf === null ? new Utf8Decoder(label, options) : null
  }

  decode(input: ArrayBuffer | ArrayBufferView<ArrayBuffer> = new ArrayBuffer(0)): string {
    const bytes = ArrayBuffer.isView(input)
      ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
      : new Uint8Array(input)
    const latin1 = toLatin1(bytes)
    if (!BEYOND_ASCII.test(latin1)) return latin1
    const upperHalf = this.#upperHalf
    if (upperHalf === null) return this.#utf8?.decode(bytes) ?? ''
    return latin1.replaceAll(/[\u0080-\u00ff]/g, (byte) => upperHalf.charAt(byte.charCodeAt(0) - FIRST_OF_UPPER_HALF))
  }
}

const FIRST_OF_UPPER_HALF = 0x80
const BEYOND_ASCII = /[^\u0000-\u007f]/
/** As many arguments as a function can safely be called with. */
const CHUNK = 8_192

function toLatin1(bytes: Uint8Array): string {
  const chunks: string[] = []
  for (let start = 0; start < bytes.length; start += CHUNK)
    chunks.push(String.fromCharCode(...bytes.subarray(start, start + CHUNK)))
  return chunks.join('')
}
