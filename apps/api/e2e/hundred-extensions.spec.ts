import { afterAll, beforeAll, expect, it } from 'vitest'
import { GuestRuntime } from '../src/platform/guests/index.ts'
import { Crowd } from '../test/crowd.ts'
import { startTestServer, type TestServer } from '../test/server.ts'

const EXTENSIONS = 100

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

it(
  'a hundred extensions are loaded in one workspace, and answer one by one and all at once',
  { timeout: 600_000 },
  async () => {
    const crowd = await Crowd.gather(server, EXTENSIONS)
    for (const id of crowd.ids) await crowd.ask(id)
    await crowd.askAll()
    await crowd.askAll()
    const { items } = (await crowd.person.get(`/v1/workspaces/${crowd.workspace}/operations`)).body
    expect(items.filter(({ source }: { source: string }) => source === 'extension')).toHaveLength(EXTENSIONS)
    expect(server.app.get(GuestRuntime).runtime.stats()).toMatchObject({
      sandboxes: 1,
      sandboxesLost: 0,
      activeCalls: 0,
      waitingCalls: 0,
      calls: 3 * EXTENSIONS,
    })
  },
)
