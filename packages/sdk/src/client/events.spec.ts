import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { readEventStream, type ServerSentEvent } from './event-stream.ts'
import { createClient, ProblemError } from './index.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()))
})

async function clientOf(listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(() => resolve()))
  })
  return createClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}

const lines = (id: string) => `id: ${id}\nevent: lines\ndata: {"items":[]}\n\n`
const END = 'event: end\ndata: {"state":"completed"}\n\n'
const stream = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/event-stream' })

describe('following a job', () => {
  it('takes a broken connection up again behind the last event it saw, and stops after the last', async () => {
    const seen: unknown[] = []
    const client = await clientOf((request, response) => {
      seen.push(request.headers['last-event-id'])
      if (seen.length === 1) stream(response).write(lines('7'), () => response.destroy())
      else stream(response).end(lines('9') + END)
    })
    const lost: string[] = []
    const events = await Array.fromAsync(
      client.jobs.watch('home', 'some-job', { onLost: ({ code }) => lost.push(code) }),
    )
    expect(events.map(({ event }) => event)).toEqual(['lines', 'lines', 'end'])
    expect(seen).toEqual([undefined, '7'])
    expect(lost).toEqual(['unreachable'])
  })

  it('waits for a server that is not there yet', async () => {
    let asked = 0
    const client = await clientOf((_, response) => {
      asked += 1
      if (asked < 3) response.writeHead(503).end()
      else stream(response).end(END)
    })
    expect(await Array.fromAsync(client.jobs.watch('home', 'some-job'))).toHaveLength(1)
  })

  it('throws what the server refuses', async () => {
    const problem = { title: 'Not Found', status: 404, code: 'not_found', detail: 'There is no such job' }
    const client = await clientOf((_, response) => response.writeHead(404).end(JSON.stringify(problem)))
    await expect(client.jobs.watch('home', 'some-job').next()).rejects.toThrow(ProblemError)
  })

  it('ends quietly when it is given up', async () => {
    const client = await clientOf((_, response) => stream(response).write(lines('1')))
    const giveUp = new AbortController()
    const events: unknown[] = []
    for await (const event of client.jobs.watch('home', 'some-job', { signal: giveUp.signal })) {
      events.push(event)
      giveUp.abort()
    }
    expect(events).toHaveLength(1)
  })

  it('hangs up when the loop is left', async () => {
    const gone = Promise.withResolvers<void>()
    const client = await clientOf((_, response) => {
      response.once('close', () => gone.resolve())
      stream(response).write(lines('1'))
    })
    for await (const _ of client.jobs.watch('home', 'some-job')) break
    await gone.promise
  })
})

describe('an event stream', () => {
  const read = (...chunks: string[]): Promise<ServerSentEvent[]> =>
    Array.fromAsync(readEventStream(ReadableStream.from(chunks.map((chunk) => Uint8Array.from(Buffer.from(chunk))))))

  it('is read alike wherever its chunks end', async () => {
    const text = ': hello\r\nid: 1\r\nevent: a\r\ndata: {"x":\r\ndata: "ä"}\r\n\r\ndata\n\ndata: cut off'
    const whole = await read(text)
    expect(whole).toEqual([
      { event: 'a', data: '{"x":\n"ä"}', id: '1' },
      { event: 'message', data: '', id: '1' },
    ])
    expect(await read(...Array.from(text))).toEqual(whole)
  })
})
