/** Memory is taken in pieces of this size, or larger for a larger frame. */
export const PIECE_BYTES = 64 * 1024

/**
 * Frames that wait to be sent, written one after the other into as few pieces of memory as they fit in. A frame begins
 * with {@link begin} and counts from {@link finish} on; one that is never finished leaves no trace.
 */
export class FrameBuffer {
  /** Where to write, from {@link end} on and no further than was asked for by {@link reserve}. */
  bytes = Buffer.alloc(0)
  /** The end of what has been written. */
  end = 0
  #full: Buffer[] = []
  /** Frames that have not been taken lie from `#start` to `#finished`. */
  #start = 0
  #finished = 0

  /** Where the new frame begins, until the next {@link reserve}. */
  begin(): void {
    this.end = this.#finished
  }

  /**
   * Makes room for so many more bytes of the frame, and gives the place of the first. `bytes` may be others afterwards:
   * do not look at them before.
   */
  reserve(length: number): number {
    if (this.bytes.length - this.end < length) this.#moveOn(length)
    return this.end
  }

  /** Bytes of the frame so far. */
  get frameBytes(): number {
    return this.end - this.#finished
  }

  /** Gives the place where the frame begins, which is complete. */
  finish(): number {
    const frame = this.#finished
    this.#finished = this.end
    return frame
  }

  /** Bytes of finished frames in the piece that is being filled. */
  get waitingBytes(): number {
    return this.#finished - this.#start
  }

  /** All finished frames, in pieces; they are no longer waiting. Their memory is never written to again. */
  take(): readonly Buffer[] {
    const taken = this.#full
    if (this.#finished > this.#start) taken.push(this.bytes.subarray(this.#start, this.#finished))
    this.#full = []
    this.#start = this.#finished
    return taken
  }

  /** A new piece, with what there is of the frame. */
  #moveOn(length: number): void {
    const begun = this.bytes.subarray(this.#finished, this.end)
    if (this.#finished > this.#start) this.#full.push(this.bytes.subarray(this.#start, this.#finished))
    this.bytes = Buffer.allocUnsafeSlow(Math.max(PIECE_BYTES, begun.length + length))
    this.bytes.set(begun)
    this.end = begun.length
    this.#start = this.#finished = 0
  }
}
