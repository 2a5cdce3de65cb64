import { type ServerStatus, serverStatusSchema } from '@grantry/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../test/server.ts'
import { anApprovedVersion, anInstall, freshName } from '../test/stories.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

const status = async (): Promise<ServerStatus> =>
  serverStatusSchema.parse((await server.admin.get('/v1/admin/server')).body)

describe('how a server fares', () => {
  it('is told with its database, its disk and the servers beside it', async () => {
    const { database, disk, memory, nodes, limits } = await status()
    expect(database.version).toMatch(/^\d+/)
    expect(database.sizeBytes).toBeGreaterThan(1_000_000)
    expect(disk.freeBytes).toBeLessThanOrEqual(disk.totalBytes)
    expect(memory.usedBytes).toBeLessThan(memory.totalBytes)
    expect(nodes.filter(({ self, alive }) => self && alive)).toEqual([
      expect.objectContaining({ slots: limits.jobSlots, name: expect.stringContaining(`:${process.pid}`) as string }),
    ])
  })

  it('counts requests and calls, and which of them failed', async () => {
    const id = freshName('counted')
    await anApprovedVersion(server, {
      code: 'export const fail = () => { throw new Error("no") }',
      manifest: { id, operations: [{ type: 'query', name: 'fail', export: 'fail' }] },
    })
    const { person, workspace } = await anInstall(server, id, [])
    const before = (await status()).sinceStart
    await person.call(workspace, `${id}:fail`, {})
    const after = (await status()).sinceStart
    expect(after.calls - before.calls).toBe(1)
    expect(after.failedCalls - before.failedCalls).toBe(1)
    expect(after.requests - before.requests).toBeGreaterThanOrEqual(2)
  })

  it('names every listener of the queue, none of which has given up', async () => {
    const { queue, mails, concerns } = await status()
    expect(queue.map(({ name }) => name)).toContain('mail.queued.mail')
    expect(queue.every(({ failed }) => failed === 0)).toBe(true)
    expect(mails).toMatchObject({ transport: 'outbox', failed: 0 })
    expect(concerns.map(({ code }) => code).filter((code) => code !== 'disk_full')).toEqual([])
  })
})
