import type { Socket } from 'node:net'
import { BusyPolling } from './busy-polling.ts'
import { FrameBuffer } from './frame-buffer.ts'
import { MAX_FRAME_BYTES, type Codec } from './protocol.ts'
import { ProtocolViolation } from './wire-fields.ts'

interface ChannelOptions<Incoming, Outgoing> {
  incoming: Codec<Incoming>
  outgoing: Codec<Outgoing>
  onMessage(message: Incoming): void
  /** The other side sent something that is no message. Nothing more is read. */
  onViolation(violation: ProtocolViolation): void
  /** Whether to wait awake for a moment for what the other side says to what has been sent. */
  mayPoll(): boolean
}

/** So much does not wait for the end of a turn: the other side reads the first lines of a long turn during the others. */
const EARLY_BYTES = 8 * 1024

/**
 * One end of the socket pair: frames in, frames out. What little is sent within one turn of the event loop leaves in one
 * write at its end; see {@link hold} for several turns, and {@link sendNow} for what must not wait.
 */
export class Channel<Incoming, Outgoing> {
  readonly #socket: Socket
  readonly #options: ChannelOptions<Incoming, Outgoing>
  readonly #assembler = new FrameAssembler()
  readonly #outgoing = new FrameBuffer()
  readonly #polling: BusyPolling
  #flushing: 'soon' | 'when released' | 'not planned' = 'not planned'

  constructor(socket: Socket, options: ChannelOptions<Incoming, Outgoing>) {
    this.#socket = socket
    this.#options = options
    this.#polling = new BusyPolling(() => options.mayPoll())
  }

  /** Bytes that have been sent and that the operating system has not taken: the other side does not read. */
  get unreadBytes(): number {
    return this.#socket.writableLength
  }

  /** Takes what has come in. Nothing of the chunk is needed afterwards. */
  receive(chunk: Buffer): void {
    this.#polling.end()
    try {
      this.#assembler.add(chunk, this.#onFrame)
    } catch (error) {
      if (!(error instanceof ProtocolViolation)) throw error
      this.#socket.destroy()
      this.#options.onViolation(error)
    }
  }

  send(message: Outgoing): void {
    this.#options.outgoing.encode(message, this.#outgoing)
    if (this.#outgoing.waitingBytes >= EARLY_BYTES) this.#flush()
    if (this.#flushing !== 'not planned') return
    this.#flushing = 'soon'
    process.nextTick(this.#flushAsPlanned)
  }

  /** Hands the message, and all before it, to the operating system before returning (as far as its buffer has room). */
  sendNow(message: Outgoing): void {
    this.#options.outgoing.encode(message, this.#outgoing)
    this.#flush()
  }

  /** Lets what is sent from now on wait for {@link release}: several short turns then share one write. */
  hold(): void {
    this.#flushing = 'when released'
  }

  release(): void {
    this.#flushing = 'not planned'
    this.#flush()
  }

  readonly #flushAsPlanned = (): void => {
    if (this.#flushing === 'soon') this.release()
  }

  #flush(): void {
    const pieces = this.#outgoing.take()
    if (pieces.length > 1) this.#socket.cork()
    for (const piece of pieces) this.#socket.write(piece)
    if (pieces.length > 1) this.#socket.uncork()
    this.#polling.begin()
  }

  readonly #onFrame = (bytes: Buffer, start: number, end: number): void =>
    this.#options.onMessage(this.#options.incoming.decode(bytes, start, end))
}

const HEAD_BYTES = 4

/** Called with where a frame lies in some bytes, without its length; they are its own until it returns. */
type OnFrame = (bytes: Buffer, start: number, end: number) => void

/** Cuts a stream of bytes into frames. Holds at most one incomplete frame, whose length it checks before its contents. */
export class FrameAssembler {
  /** A frame of which a part has come, or as much of its length. */
  #begun: Buffer | null = null
  #filled = 0

  /** Hands over every frame that this chunk completes, and copies what is left. */
  add(chunk: Buffer, onFrame: OnFrame): void {
    let at = this.#begun === null ? 0 : this.#goOn(chunk, onFrame)
    while (chunk.length - at >= HEAD_BYTES) {
      const end = at + sizeAt(chunk, at)
      if (end > chunk.length) break
      onFrame(chunk, at + HEAD_BYTES, end)
      at = end
    }
    if (at < chunk.length) this.#begin(chunk, at)
  }

  #begin(chunk: Buffer, at: number): void {
    this.#begun = Buffer.allocUnsafeSlow(chunk.length - at < HEAD_BYTES ? HEAD_BYTES : sizeAt(chunk, at))
    this.#filled = chunk.copy(this.#begun, 0, at)
  }

  /** Completes the frame that is begun as far as the chunk goes, and gives the place behind it. */
  #goOn(chunk: Buffer, onFrame: OnFrame): number {
    let at = 0
    for (let begun = this.#begun; begun !== null; begun = this.#begun) {
      const copied = chunk.copy(begun, this.#filled, at)
      this.#filled += copied
      at += copied
      if (this.#filled < begun.length) break
      const size = sizeAt(begun, 0)
      this.#begun = size === begun.length ? null : enlarged(begun, size)
      if (this.#begun === null) onFrame(begun, HEAD_BYTES, size)
    }
    return at
  }
}

/** Bytes of the frame that begins there, its length included. */
const sizeAt = (bytes: Buffer, at: number): number => HEAD_BYTES + checkedLength(bytes.readUInt32LE(at))

function enlarged(head: Buffer, size: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(size)
  head.copy(larger)
  return larger
}

function checkedLength(length: number): number {
  if (length > MAX_FRAME_BYTES) throw new ProtocolViolation(`a frame of ${length} bytes`)
  return length
}
