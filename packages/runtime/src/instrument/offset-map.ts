/**
 * Where in a metered module the pieces of the original code are: pairs of an offset in the new file and one in the contents
 * of the old code section, in the order of the first. It is made only of modules that say which source their code comes from.
 */
export class OffsetMap {
  readonly #pairs: Uint32Array

  constructor(pairs: Uint32Array) {
    this.#pairs = pairs
  }

  /** Of bytes that {@link OffsetRecorder.bytes} gave. */
  static decode(bytes: Uint8Array): OffsetMap {
    return new OffsetMap(new Uint32Array(Uint8Array.from(bytes).buffer))
  }

  /** Offset in the original code of what stands at an offset of the metered module; null before the first piece. */
  find(metered: number): number | null {
    let [low, high] = [0, this.#pairs.length >>> 1]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#pairs[2 * middle]! <= metered) low = middle + 1
      else high = middle
    }
    if (low === 0) return null
    const [start, original, next = Infinity] = [2 * low - 2, 2 * low - 1, 2 * low + 1].map((at) => this.#pairs[at])
    // What metering has inserted belongs to the instruction in front of it.
    return Math.min(original! + metered - start!, Math.max(original!, next - 1))
  }
}

/** Takes down an {@link OffsetMap} while a module is written. */
export class OffsetRecorder {
  readonly #origin: number
  readonly #metered: number[] = []
  readonly #original: number[] = []
  /** Up to where the pieces are in their final order. */
  #moved = 0

  /** Offsets in the original count from `origin`. */
  constructor(origin: number) {
    this.#origin = origin
  }

  /** From here on, a piece of the original is copied. */
  add(metered: number, original: number): void {
    this.#metered.push(metered)
    this.#original.push(original - this.#origin)
  }

  /** What was added since the last time has come to stand so much further back. */
  move(by: number): void {
    for (; this.#moved < this.#metered.length; this.#moved += 1) this.#metered[this.#moved]! += by
  }

  /** All of it has come to stand so much further back. */
  moveAll(by: number): void {
    this.#moved = 0
    this.move(by)
  }

  /** The pairs in bytes of this machine's order. */
  bytes(): Uint8Array<ArrayBuffer> {
    const pairs = new Uint32Array(2 * this.#metered.length)
    this.#metered.forEach((metered, index) => pairs.set([metered, this.#original[index]!], 2 * index))
    return new Uint8Array(pairs.buffer)
  }
}
