import { Injectable, type OnModuleDestroy } from '@nestjs/common'
import { HttpAdapterHost } from '@nestjs/core'
import type { Server } from 'node:http'
import { EventStreams } from './event-stream.ts'

/** What requests that are under way may still take, before their connections are cut. */
const PATIENCE_MS = 10_000
const SWEEP_MS = 50

/**
 * The first thing that ends when the server stops: nothing new comes in, and what has come in is answered while all that
 * it needs is still there. Whoever has not finished asking by then is not waited for.
 */
@Injectable()
export class RequestDrain implements OnModuleDestroy {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly streams: EventStreams,
  ) {}

  async onModuleDestroy(): Promise<void> {
    const server: Server = this.host.httpAdapter.getHttpServer()
    if (!server.listening) return
    this.streams.endAll()
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    // A connection that is kept alive falls idle with its last answer.
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS)
    const impatience = setTimeout(() => server.closeAllConnections(), PATIENCE_MS)
    await closed
    clearInterval(sweep)
    clearTimeout(impatience)
  }
}
