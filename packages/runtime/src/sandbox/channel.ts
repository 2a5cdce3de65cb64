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

/**
 * One end of the socket pair: frames in, frames out. What is sent within one turn of the event loop leaves in one
 * write; {@link sendNow} does not wait for the end of the turn.
 */
export class Channel<Incoming, Outgoing> {
  readonly #socket: Socket
  readonly #options: ChannelOptions<Incoming, Outgoing>
  readonly #assembler = new FrameAssembler()
  #corked = false

  constructor(socket: Socket, options: ChannelOptions<Incoming, Outgoing>) {
    this.#socket = socket
    this.#options = options
    socket.on('data', (chunk: Buffer) => this.#receive(chunk))
  }

  send(message: Outgoing): void {
    if (!this.#corked) {
      this.#corked = true
      this.#socket.cork()
      process.nextTick(() => this.#flush())
    }
    this.#socket.write(this.#options.outgoing.encode(message))
  }

  /** Hands the message, and all before it, to the operating system before returning (as far as its buffer has room). */
  sendNow(message: Outgoing): void {
    this.#socket.write(this.#options.outgoing.encode(message))
    this.#flush()
  }

  #flush(): void {
    if (!this.#corked) return
    this.#corked = false
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
    return this.#buffered < this.#wanted ? [] : this.#cut(Buffer.concat(this.#chunks))
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
    this.#chunks = [bytes.subarray(start)]
    this.#buffered = bytes.length - start
    return frames
  }
}

function checkedLength(length: number): number {
  if (length > MAX_FRAME_BYTES) throw new ProtocolViolation(`a frame of ${length} bytes`)
  return length
}
