import type { Socket } from 'node:net'
import { FrameBuffer } from './frame-buffer.ts'
import { MAX_FRAME_BYTES, type Codec } from './protocol.ts'
import { ProtocolViolation } from './wire-fields.ts'

interface ChannelOptions<Incoming, Outgoing> {
  incoming: Codec<Incoming>
  outgoing: Codec<Outgoing>
  onMessage(message: Incoming): void
  /** The other side sent something that is no message. Nothing more is read. */
  onViolation(violation: ProtocolViolation): void
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
  #flushing: 'soon' | 'when released' | 'not planned' = 'not planned'

  constructor(socket: Socket, options: ChannelOptions<Incoming, Outgoing>) {
    this.#socket = socket
    this.#options = options
    socket.on('data', (chunk: Buffer) => this.#receive(chunk))
  }

  send(message: Outgoing): void {
    this.#options.outgoing.encode(message, this.#outgoing)
    if (this.#outgoing.waitingBytes >= EARLY_BYTES) this.#flush()
    if (this.#flushing !== 'not planned') return
    this.#flushing = 'soon'
    process.nextTick(() => this.#flushAsPlanned())
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

  #flushAsPlanned(): void {
    if (this.#flushing === 'soon') this.release()
  }

  #flush(): void {
    const pieces = this.#outgoing.take()
    if (pieces.length > 1) this.#socket.cork()
    for (const piece of pieces) this.#socket.write(piece)
    if (pieces.length > 1) this.#socket.uncork()
  }

  #receive(chunk: Buffer): void {
    try {
      this.#assembler.add(chunk, this.#onFrame)
    } catch (error) {
      if (!(error instanceof ProtocolViolation)) throw error
      this.#socket.destroy()
      this.#options.onViolation(error)
    }
  }

  readonly #onFrame = (bytes: Buffer, start: number, end: number): void =>
    this.#options.onMessage(this.#options.incoming.decode(bytes, start, end))
}

/** Cuts a stream of bytes into frames. Holds at most one incomplete frame, whose length it checks before its contents. */
export class FrameAssembler {
  #chunks: Buffer[] = []
  #buffered = 0
  #wanted = 4

  /** Calls `onFrame` with where each frame that this chunk completes lies in some bytes, without its length. */
  add(chunk: Buffer, onFrame: (bytes: Buffer, start: number, end: number) => void): void {
    this.#chunks.push(chunk)
    this.#buffered += chunk.length
    if (this.#buffered < this.#wanted) return
    const bytes = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks)
    let start = 0
    for (this.#wanted = 4; bytes.length - start >= this.#wanted; this.#wanted = 4) {
      this.#wanted = 4 + checkedLength(bytes.readUInt32LE(start))
      if (bytes.length - start < this.#wanted) break
      const end = start + this.#wanted
      onFrame(bytes, start + 4, end)
      start = end
    }
    this.#buffered = bytes.length - start
    this.#chunks = this.#buffered === 0 ? [] : [bytes.subarray(start)]
  }
}

function checkedLength(length: number): number {
  if (length > MAX_FRAME_BYTES) throw new ProtocolViolation(`a frame of ${length} bytes`)
  return length
}
