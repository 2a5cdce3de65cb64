import type { Socket } from 'node:net'
import { MAX_FRAME_BYTES, type Codec } from './protocol.ts'
import { ProtocolViolation } from './wire-fields.ts'

interface ChannelOptions<Incoming, Outgoing> {
  incoming: Codec<Incoming>
  outgoing: Codec<Outgoing>
  onMessage(message: Incoming): void
  /** The other side sent something that is no message. Nothing more is read. */
  onViolation(violation: ProtocolViolation): void
}

/** Up to this many bytes, frames are copied together to leave in one write: cheaper than handing over a list. */
const JOINED_BYTES = 64 * 1024

/**
 * One end of the socket pair: frames in, frames out. What is sent within one turn of the event loop leaves in one
 * write at its end; see {@link hold} for several turns, and {@link sendNow} for what must not wait.
 */
export class Channel<Incoming, Outgoing> {
  readonly #socket: Socket
  readonly #options: ChannelOptions<Incoming, Outgoing>
  readonly #assembler = new FrameAssembler()
  #outgoing: Buffer[] = []
  #flushing: 'soon' | 'when released' | 'not planned' = 'not planned'

  constructor(socket: Socket, options: ChannelOptions<Incoming, Outgoing>) {
    this.#socket = socket
    this.#options = options
    socket.on('data', (chunk: Buffer) => this.#receive(chunk))
  }

  send(message: Outgoing): void {
    this.#outgoing.push(this.#options.outgoing.encode(message))
    if (this.#flushing !== 'not planned') return
    this.#flushing = 'soon'
    process.nextTick(() => this.#flushAsPlanned())
  }

  /** Hands the message, and all before it, to the operating system before returning (as far as its buffer has room). */
  sendNow(message: Outgoing): void {
    this.#outgoing.push(this.#options.outgoing.encode(message))
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
    const frames = this.#outgoing
    if (frames.length === 0) return
    this.#outgoing = []
    if (frames.length > 1 && sizeOf(frames) <= JOINED_BYTES) this.#socket.write(Buffer.concat(frames))
    else this.#writeAll(frames)
  }

  #writeAll(frames: readonly Buffer[]): void {
    this.#socket.cork()
    for (const frame of frames) this.#socket.write(frame)
    this.#socket.uncork()
  }

  #receive(chunk: Buffer): void {
    try {
      for (const frame of this.#assembler.add(chunk)) this.#options.onMessage(this.#options.incoming.decode(frame))
    } catch (error) {
      if (!(error instanceof ProtocolViolation)) throw error
      this.#socket.destroy()
      this.#options.onViolation(error)
    }
  }
}

/** Cuts a stream of bytes into frames. Holds at most one incomplete frame, whose length it checks before its contents. */
export class FrameAssembler {
  #chunks: Buffer[] = []
  #buffered = 0
  #wanted = 4

  /** Frames completed by this chunk, without their length. */
  add(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk)
    this.#buffered += chunk.length
    if (this.#buffered < this.#wanted) return []
    return this.#cut(this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks))
  }

  #cut(bytes: Buffer): Buffer[] {
    const frames: Buffer[] = []
    let start = 0
    for (this.#wanted = 4; bytes.length - start >= this.#wanted; this.#wanted = 4) {
      this.#wanted = 4 + checkedLength(bytes.readUInt32LE(start))
      if (bytes.length - start < this.#wanted) break
      frames.push(bytes.subarray(start + 4, start + this.#wanted))
      start += this.#wanted
    }
    this.#buffered = bytes.length - start
    this.#chunks = this.#buffered === 0 ? [] : [bytes.subarray(start)]
    return frames
  }
}

const sizeOf = (frames: readonly Buffer[]) => frames.reduce((sum, { length }) => sum + length, 0)

function checkedLength(length: number): number {
  if (length > MAX_FRAME_BYTES) throw new ProtocolViolation(`a frame of ${length} bytes`)
  return length
}
