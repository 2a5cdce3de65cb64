import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../test/person.ts'
import { Proxy } from '../test/proxy.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { query } from '../test/stored.ts'
import { freshName } from '../test/stories.ts'

const WRITE = { permission: 'entries.write' }

let server: TestServer
let proxy: Proxy
beforeAll(async () => {
  server = await startTestServer()
  proxy = await Proxy.install(server, { id: freshName('writer'), permissions: [{ id: 'entries.write' }] })
})
afterAll(() => server.close())

/** Entries in a folder, as they are stored. */
async function countIn(folder: string): Promise<number> {
  const [row] = await query<{ count: number }>(
    server,
    'SELECT count(*)::int AS count FROM entries WHERE workspace_id = $1 AND starts_with(path, $2)',
    [proxy.story.workspace, `${folder}/`],
  )
  return row?.count ?? 0
}

async function untilThereAre(count: number, folder: string): Promise<void> {
  while ((await countIn(folder)) < count);
}

interface Interrupted {
  /** What the guest was answered, call by call. */
  outcomes: string[]
  /** Entries that were there when the deed was done, and in the end. */
  madeBefore: number
  made: number
}

/** Has the guest make one host call after the other, and does a deed in between. */
async function duringHostCalls(
  { after, by }: { after: number; by?: Person },
  deed: () => Promise<{ status: number }>,
): Promise<Interrupted> {
  const folder = `/${freshName('run')}`
  const running = proxy.call('create_many', { folder, count: 100_000 }, by)
  await untilThereAre(after, folder)
  expect((await deed()).status).toBeLessThan(300)
  const madeBefore = await countIn(folder)
  const outcomes: string[] = (await running).body
  return { outcomes, madeBefore, made: await countIn(folder) }
}

function expectCutOff({ outcomes, madeBefore, made }: Interrupted, code: string): void {
  const allowed = outcomes.indexOf(code)
  expect(outcomes.slice(0, allowed).every((outcome) => outcome === 'ok')).toBe(true)
  expect(outcomes.slice(allowed)).toEqual(Array.from({ length: 5 }, () => code))
  expect(made).toBe(allowed)
  // A host call that was under way when the deed was done may end; none begins after it.
  expect(made - madeBefore).toBeLessThanOrEqual(1)
}

describe('in the middle of a running call', () => {
  it.each(Array.from({ length: 20 }, (_, round) => round))(
    'a revoke stops the next host call, wherever it falls (after %i)',
    async (after) => {
      await proxy.grant([WRITE])
      expectCutOff(await duringHostCalls({ after }, () => proxy.grant([])), 'permission_denied')
    },
  )

  it('a revoke stops every call that runs', async () => {
    await proxy.grant([WRITE])
    const folders = Array.from({ length: 4 }, () => `/${freshName('run')}`)
    const calls = folders.map((folder) => proxy.call('create_many', { folder, count: 100_000 }))
    for (const folder of folders) await untilThereAre(1, folder)
    await proxy.grant([])
    const madeBefore = await Promise.all(folders.map(countIn))
    const answers = await Promise.all(calls)
    for (const [index, folder] of folders.entries())
      expectCutOff(
        { outcomes: answers[index]?.body, madeBefore: madeBefore[index] ?? 0, made: await countIn(folder) },
        'permission_denied',
      )
  })

  it('a narrower grant counts for the next host call', async () => {
    await proxy.grant([WRITE])
    const narrow = () => proxy.grant([{ ...WRITE, scope: { paths: ['/elsewhere/**'] } }])
    expectCutOff(await duringHostCalls({ after: 3 }, narrow), 'permission_denied')
  })

  it('a grant that runs out counts for the next host call', async () => {
    await proxy.grant([WRITE])
    const expire = async () => {
      await query(server, `UPDATE grants SET expires_at = now() WHERE install_id = $1 AND revoked_at IS NULL`, [
        proxy.story.install.id,
      ])
      return { status: 200 }
    }
    expectCutOff(await duringHostCalls({ after: 3 }, expire), 'permission_denied')
  })

  it('one permission taken back counts for the next host call, and the others stay', async () => {
    await proxy.grant([WRITE])
    const revoke = () => proxy.story.person.delete(`${proxy.base}/grants/entries.write`)
    expectCutOff(await duringHostCalls({ after: 3 }, revoke), 'permission_denied')
  })

  describe('for a member of the workspace', () => {
    let member: Person
    const members = () => `/v1/workspaces/${proxy.story.workspace}/members`
    beforeAll(async () => {
      await proxy.grant([WRITE])
      member = await server.person('member')
    })
    const join = () => proxy.story.person.post(members(), { email: member.email, role: 'member' })

    it('a lower role counts for the next host call', async () => {
      await join()
      const lower = () => proxy.story.person.post(members(), { email: member.email, role: 'viewer' })
      expectCutOff(await duringHostCalls({ after: 3, by: member }, lower), 'permission_denied')
    })

    it('being removed counts for the next host call', async () => {
      const { userId } = (await join()).body
      const remove = () => proxy.story.person.delete(`${members()}/${userId}`)
      expectCutOff(await duringHostCalls({ after: 3, by: member }, remove), 'permission_denied')
    })
  })

  it('the removal of the install counts for the next host call', async () => {
    await proxy.grant([WRITE])
    const remove = () => proxy.story.person.delete(proxy.base)
    expectCutOff(await duringHostCalls({ after: 3 }, remove), 'install_removed')
  })
})
