import { Injectable } from '@nestjs/common'
import type { FastifyReply } from 'fastify'
import type { ServerResponse } from 'node:http'

/** Proxies and browsers give a silent connection up; a comment keeps it. */
const HEARTBEAT_MS = 15_000
/** What a reader may leave unread before it is cut off: it connects anew and begins with how things are by then. */
const MAX_UNREAD_BYTES = 1024 * 1024
const RECONNECT_MS = 2_000

/** One answer of server-sent events, as the HTML standard defines them. */
export class EventStream {
  constructor(
    private readonly response: ServerResponse,
    onBeat: () => void,
  ) {
    const timer = setInterval(() => {
      this.write(':\n\n')
      onBeat()
    }, HEARTBEAT_MS)
    this.onClose(() => clearInterval(timer))
    this.write(`retry: ${RECONNECT_MS}\n\n`)
  }

  get isOpen(): boolean {
    return !this.response.writableEnded && !this.response.destroyed
  }

  /** `id` is what a reader that connects anew says it has seen. */
  send(event: string, data: unknown, id?: string): void {
    this.write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  }

  end(): void {
    this.response.end()
  }

  /** Who was gone before the stream began is heard of as well, a moment later: `close` is emitted once. */
  onClose(listener: () => void): void {
    if (this.response.closed) process.nextTick(listener)
    else this.response.once('close', listener)
  }

  private write(text: string): void {
    if (!this.isOpen) return
    if (this.response.writableLength > MAX_UNREAD_BYTES) this.response.destroy()
    else this.response.write(text)
  }
}

/** Every open stream of this server: they would keep it from ever ending. */
@Injectable()
export class EventStreams {
  private readonly open = new Set<EventStream>()

  /** Answers a request with events. `onBeat` is called with every heartbeat. */
  begin(reply: FastifyReply, onBeat: (stream: EventStream) => void): EventStream {
    reply.hijack()
    // What hooks and plugins have set so far goes out with the rest.
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value)
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-request-id': reply.request.id,
    })
    const stream: EventStream = new EventStream(reply.raw, () => onBeat(stream))
    this.open.add(stream)
    stream.onClose(() => this.open.delete(stream))
    return stream
  }

  endAll(): void {
    for (const stream of this.open) stream.end()
  }
}
