import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../test/server.ts'
import { query } from '../test/stored.ts'
import { anApprovedVersion, anInstall, aPublisher, freshName } from '../test/stories.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

it('tells a publisher how many installs there are, and how they fail, by version and code', async () => {
  const story = await aPublisher(server)
  const id = freshName('fleet')
  const operations = ['fine', 'breaks'].map((name) => ({ type: 'query', name, export: name }))
  const code = `
    export const fine = () => 'secret of the guest'
    export const breaks = () => { throw new Error('secret of the person') }`
  const parts = (version: string) => ({ code, manifest: { id, version, operations } })
  await anApprovedVersion(server, parts('1.0.0'), story)
  const first = await anInstall(server, id, [])
  const removed = await anInstall(server, id, [])
  await removed.person.delete(`/v1/workspaces/${removed.workspace}/installs/${removed.install.id}`)
  await anApprovedVersion(server, parts('1.1.0'), story)
  const second = await anInstall(server, id, [])
  for (const name of ['fine', 'breaks', 'breaks']) await first.person.call(first.workspace, `${id}:${name}`, {})
  await second.person.call(second.workspace, `${id}:fine`, {})
  const [before] = await query<{ day: string }>(
    server,
    `UPDATE installs SET created_at = created_at - interval '3 days' WHERE id = $1
     RETURNING to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day`,
    [first.install.id],
  )
  const answer = await story.publisher.get(`/v1/publishers/${story.slug}/fleet`)
  expect(answer.body).toMatchObject({
    days: 30,
    extensions: [
      {
        extension: id,
        installs: 2,
        versions: [
          { version: '1.1.0', status: 'approved', installs: 1, calls: 1, failed: 0, faults: [] },
          { version: '1.0.0', installs: 1, calls: 3, failed: 2, faults: [{ code: 'guest_error', count: 2 }] },
        ],
      },
    ],
  })
  const { daily } = answer.body.extensions[0]
  expect(daily).toHaveLength(30)
  expect(daily.at(-1).installs).toBe(2)
  expect(daily.find(({ day }: { day: string }) => day === before?.day).installs).toBe(1)
  expect(daily[0].installs).toBe(0)
  expect(JSON.stringify(answer.body)).not.toMatch(/secret|@example|\/v1/)
})
