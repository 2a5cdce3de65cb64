import type { JobEvent } from '@grantry/contract'
import { createClient } from '@grantry/sdk/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../test/person.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { freshName } from '../test/stories.ts'
import { Worker } from '../test/worker.ts'

let server: TestServer
let worker: Worker
beforeAll(async () => {
  server = await startTestServer()
  worker = await Worker.install(server)
})
afterAll(() => server.close())

const folder = () => `/${freshName('run')}`

/** A client with a token of somebody. */
async function clientOf(person: Person) {
  const { token } = (await person.post('/v1/tokens', { name: 'watch', scopes: ['read'] })).body
  return createClient({ baseUrl: person.url, token })
}

async function watch(id: string, by: Person = worker.story.person): Promise<JobEvent[]> {
  const events: JobEvent[] = []
  for await (const event of (await clientOf(by)).jobs.watch(worker.story.workspace, id)) events.push(event)
  return events
}

const linesIn = (events: JobEvent[]): string[] =>
  events.flatMap((event) => (event.event === 'lines' ? event.data.items.map(({ message }) => message) : []))

describe('whoever watches a job', () => {
  it('sees how it is, then every change, then its end', async () => {
    const to = folder()
    const gate = { at: 5, path: `${to}-gate` }
    const { id } = await worker.dispatch('make', { folder: to, count: 10, gate })
    await worker.until(id, ({ message }) => message === '5 of 10')
    const watching = watch(id)
    await worker.put(gate.path)
    const events = await watching
    expect(events[0]).toMatchObject({ event: 'snapshot', data: { id, params: { folder: to } } })
    expect(events.at(-2)).toMatchObject({ event: 'change', data: { state: 'completed', progress: 1 } })
    expect(events.at(-1)).toEqual({ event: 'end', data: { state: 'completed' } })
    const fractions = events.flatMap(({ event, data }) => (event === 'change' ? [data.progress ?? 0] : []))
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b))
  })

  it('sees it with others, as many as they are', async () => {
    const path = folder()
    const { id } = await worker.dispatch('hold', { path, message: 'here' })
    await worker.until(id, ({ message }) => message === 'here')
    const watching = Array.from({ length: 20 }, () => watch(id))
    await worker.put(path)
    for (const events of await Promise.all(watching)) expect(events.at(-1)?.event).toBe('end')
  })

  it('sees how a job ended that ended before', async () => {
    const { id } = await worker.run('tell', { warnings: 1 })
    const events = await watch(id)
    expect(events.map(({ event }) => event)).toEqual(['snapshot', 'end'])
    expect(events[0]).toMatchObject({ data: { state: 'completed', warnings: [{ message: 'warning 0' }] } })
  })

  it('who connects again gets the lines that were missed, and no others', async () => {
    const { id } = await worker.run('tell', { lines: 5 })
    const { items } = (await worker.story.person.get(`${worker.base}/jobs/${id}/logs?order=oldest`)).body
    const seen = items[1].id as string
    const response = await fetch(`${server.url}${worker.base}/jobs/${id}/events`, {
      headers: { ...worker.story.person.credentials(), 'last-event-id': seen },
    })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const text = await response.text()
    expect(text.match(/"message":"(line \d|to the console)"/g)).toEqual(
      items.slice(2).map(({ message }: { message: string }) => `"message":"${message}"`),
    )
    expect(text).toContain(`id: ${items.at(-1).id}\nevent: lines`)
  })

  it('sees lines as they are said, before any checkpoint', async () => {
    const path = folder()
    const children = [{ type: worker.type('nothing'), params: {} }]
    const { id } = await worker.dispatch('parent', { children, path })
    const client = await clientOf(worker.story.person)
    const giveUp = new AbortController()
    const events: JobEvent[] = []
    for await (const event of client.jobs.watch(worker.story.workspace, id, { signal: giveUp.signal })) {
      events.push(event)
      const shown = event.event === 'snapshot' ? await worker.lines(id) : linesIn(events)
      if (shown.join().includes('unknown_job')) giveUp.abort()
    }
    await worker.put(path)
    await worker.untilEnded(id)
  })

  it('of a parent sees its children come and end', async () => {
    const path = folder()
    const children = [{ type: worker.type('tell'), params: {} }]
    const { id } = await worker.dispatch('parent', { children, path })
    const client = await clientOf(worker.story.person)
    for await (const { event, data } of client.jobs.watch(worker.story.workspace, id))
      if ((event === 'snapshot' || event === 'change') && data.children.completed === 1) break
    await worker.put(path)
    await worker.untilEnded(id)
  })
})

describe('whoever watches a workspace', () => {
  it('sees every job of it, and none of another', async () => {
    const stranger = await Worker.install(server)
    const client = await clientOf(worker.story.person)
    const giveUp = new AbortController()
    const seen = new Set<string>()
    let own = ''
    for await (const event of client.jobs.watchAll(worker.story.workspace, { signal: giveUp.signal })) {
      if (event.event === 'ready') {
        await stranger.run('tell')
        own = (await worker.dispatch('tell')).id
        continue
      }
      seen.add(event.data.id)
      if (event.data.id === own && event.data.state === 'completed') giveUp.abort()
    }
    expect([...seen]).toEqual([own])
  })
})

describe('the server, asked to stop', () => {
  it('ends its streams and saves what runs', async () => {
    const other = await startTestServer()
    const busy = await Worker.install(other)
    const path = folder()
    const { id } = await busy.dispatch('hold', { path })
    await busy.untilState(id, 'running')
    const response = await fetch(`${other.url}${busy.base}/jobs/${id}/events`, {
      headers: busy.story.person.credentials(),
    })
    await Promise.all([other.close(), response.text()])
  })
})
