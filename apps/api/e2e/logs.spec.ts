import type { InstallLog } from '@grantry/contract'
import { createClient } from '@grantry/sdk/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Person } from '../test/person.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { query } from '../test/stored.ts'
import { anApprovedVersion, anInstall, freshName, type InstallStory } from '../test/stories.ts'

const CODE = `
  export const say = ({ level = 'info', messages }) => { for (const message of messages) console[level](message) }
  export const fail = () => { throw new Error('It was asked to fail') }`
const operations = ['say', 'fail'].map((name) => ({ type: 'action', name, export: name }))

let server: TestServer
const id = freshName('talker')
beforeAll(async () => {
  server = await startTestServer()
  await anApprovedVersion(server, { code: CODE, manifest: { id, operations } })
})
afterAll(() => server.close())

const say = ({ person, workspace }: InstallStory, messages: string[], level = 'info') =>
  person.call(workspace, `${id}:say`, { messages, level })
const base = ({ workspace, install }: InstallStory) => `/v1/workspaces/${workspace}/installs/${install.id}/logs`

async function clientOf({ person }: InstallStory) {
  const { token } = (await person.post('/v1/tokens', { name: 'tail', scopes: ['read'] })).body
  return createClient({ baseUrl: person.url, token })
}

/** Follows a log until this many lines have come, and gives their messages. */
async function follow(
  story: InstallStory,
  count: number,
  filter: { q?: string; after?: string },
  onReady: () => Promise<unknown>,
): Promise<string[]> {
  const client = await clientOf(story)
  const messages: string[] = []
  for await (const event of client.installs.watchLogs(story.workspace, story.install.id, filter)) {
    if (event.event === 'ready') await onReady()
    else messages.push(...event.data.items.map(({ message }) => message))
    if (messages.length >= count) break
  }
  return messages
}

describe('a log', () => {
  let story: InstallStory
  let lines: InstallLog[]
  const messages = async (query: string): Promise<string[]> =>
    (await story.person.get(`${base(story)}?${query}`)).body.items.map(({ message }: InstallLog) => message)
  beforeAll(async () => {
    story = await anInstall(server, id, [])
    await say(story, ['Done to 100%', 'Half\\way: 50_000'])
    await say(story, ['Careful'], 'warn')
    await story.person.call(story.workspace, `${id}:fail`, {})
    lines = (await story.person.get(base(story))).body.items
  })

  it('shows the newest line first', () => {
    expect(lines.map(({ level }) => level)).toEqual(['error', 'warn', 'info', 'info'])
  })

  it('is searched for a text as it stands, in any case, in messages and codes', async () => {
    expect(await messages('q=DONE')).toEqual(['Done to 100%'])
    expect(await messages(`q=${encodeURIComponent('0%')}`)).toEqual(['Done to 100%'])
    expect(await messages('q=50_000')).toHaveLength(1)
    expect(await messages(`q=${encodeURIComponent('f\\w')}`)).toHaveLength(1)
    expect(await messages(`q=${encodeURIComponent('%')}&level=warn`)).toEqual([])
    expect(await messages('q=guest_error')).toHaveLength(1)
  })

  it('is narrowed to an operation by its name or its alias, and to one call', async () => {
    expect(await messages(`operation=${id}:fail`)).toHaveLength(1)
    expect(await messages(`operation=${encodeURIComponent(`action:${id}:say.input.v1`)}`)).toHaveLength(3)
    expect(await messages(`operation=${id}:nothing`)).toEqual([])
    expect(await messages(`call=${lines[3]!.invocationId}`)).toEqual(['Half\\way: 50_000', 'Done to 100%'])
  })
})

describe('a log that had grown long before the server began', () => {
  it('is shortened with its first new line', async () => {
    const story = await anInstall(server, id, [])
    await query(
      server,
      `INSERT INTO install_logs (workspace_id, install_id, at, level, source, message)
        SELECT $1, $2, now(), 'info', 'guest', 'line ' || n FROM generate_series(1, 10500) n`,
      [story.workspace, story.install.id],
    )
    await say(story, ['The newest'])
    const { items } = (await story.person.get(base(story))).body
    expect(items[0].message).toBe('The newest')
    const kept = await query(server, 'SELECT count(*)::int AS lines FROM install_logs WHERE install_id = $1', [
      story.install.id,
    ])
    expect(kept).toEqual([{ lines: 10_000 }])
  })
})

describe('whoever follows a log', () => {
  it('gets the lines that are written from then on, in their order, once each', async () => {
    const story = await anInstall(server, id, [])
    await say(story, ['before'])
    const written = Array.from({ length: 5 }, (_, call) => [`${call} a`, `${call} b`])
    const seen = await follow(story, 10, {}, async () => {
      for (const messages of written) await say(story, messages)
    })
    expect(seen).toEqual(written.flat())
  })

  it('gets only those that were asked for', async () => {
    const story = await anInstall(server, id, [])
    const seen = await follow(story, 2, { q: 'yes' }, async () => {
      await say(story, ['yes 1', 'no'])
      await say(story, ['no', 'yes 2'])
    })
    expect(seen).toEqual(['yes 1', 'yes 2'])
  })

  it('begins behind the line it names: nothing falls between a page and its stream', async () => {
    const story = await anInstall(server, id, [])
    await say(story, ['one', 'two', 'three'])
    const { items } = (await story.person.get(base(story))).body
    expect(await follow(story, 2, { after: items[2].id }, async () => {})).toEqual(['two', 'three'])
    expect(await follow(story, 3, { after: '0' }, async () => {})).toEqual(['one', 'two', 'three'])
  })

  it('goes on after a broken connection where it was', async () => {
    const story = await anInstall(server, id, [])
    await say(story, ['one', 'two'])
    const { items } = (await story.person.get(base(story))).body
    const abort = new AbortController()
    const response = await fetch(`${server.url}${base(story)}/events`, {
      headers: { ...story.person.credentials(), 'last-event-id': items[1].id },
      signal: abort.signal,
    })
    const text = await textUntil(response, 'event: lines')
    abort.abort()
    expect(text).toContain(`id: ${items[0].id}\nevent: lines`)
    expect(text).toContain('"message":"two"')
    expect(text).not.toContain('"message":"one"')
  })

  it('sees nothing of another install', async () => {
    const [story, other] = [await anInstall(server, id, []), await anInstall(server, id, [])]
    const seen = await follow(story, 1, {}, async () => {
      await say(other, ['theirs'])
      await say(story, ['mine'])
    })
    expect(seen).toEqual(['mine'])
    const foreign = await story.person.get(`/v1/workspaces/${story.workspace}/installs/${other.install.id}/logs/events`)
    expect([foreign.status, foreign.body.code]).toEqual([404, 'not_found'])
  })

  it('is told each line once, also where two servers write', async () => {
    const second = await startTestServer({}, null, server)
    try {
      const story = await anInstall(server, id, [])
      const { token } = (await story.person.post('/v1/tokens', { name: 'elsewhere', scopes: ['call'] })).body
      const person = Person.withToken(second.url, token)
      const here = Array.from({ length: 10 }, (_, n) => `here ${n}`)
      const there = Array.from({ length: 10 }, (_, n) => `there ${n}`)
      const seen = await follow(story, 20, {}, async () => {
        await Promise.all([
          ...here.map((message) => say(story, [message])),
          ...there.map((message) => say({ ...story, person }, [message])),
        ])
      })
      expect(seen.toSorted()).toEqual([...here, ...there].toSorted())
    } finally {
      await second.close()
    }
  })
})

/** What a stream sends until a text has come, and the event with it. */
async function textUntil(response: Response, wanted: string): Promise<string> {
  let text = ''
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk
    if (text.includes(wanted) && text.endsWith('\n\n')) return text
  }
  return text
}
