import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import fastify, { type FastifyReply } from 'fastify'
import { afterEach, expect, it, vi } from 'vitest'
import { EventStreams } from './event-stream.ts'

const server = fastify()
afterEach(() => server.close())

it('ends for whoever has gone before it began', async () => {
  const client = new AbortController()
  const cleared = vi.spyOn(globalThis, 'clearInterval')
  const begun = new Promise<{ isOpen: boolean; closed: Promise<void>; timer: unknown }>((resolve) => {
    server.get('/', async (_request, reply: FastifyReply) => {
      client.abort()
      await once(reply.raw, 'close')
      const started = vi.spyOn(globalThis, 'setInterval')
      const stream = new EventStreams().begin(reply, () => undefined)
      const timer = started.mock.results[0]?.value
      started.mockRestore()
      resolve({ isOpen: stream.isOpen, closed: new Promise((done) => stream.onClose(done)), timer })
    })
  })
  await server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = server.server.address() as AddressInfo
  const answer = fetch(`http://127.0.0.1:${port}/`, { signal: client.signal })
  await expect(answer).rejects.toThrow('aborted')
  const { isOpen, closed, timer } = await begun
  expect(isOpen).toBe(false)
  await closed
  expect(cleared.mock.calls).toContainEqual([timer])
})
