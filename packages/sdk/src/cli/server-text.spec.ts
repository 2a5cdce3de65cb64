import type { ServerStatus } from '@grantry/contract'
import { expect, it } from 'vitest'
import { serverText } from './server-text.ts'

const AT = '2026-11-21T12:00:00.000Z'
const GIB = 1024 ** 3
const STATUS: ServerStatus = {
  version: '0.1.0',
  node: 'v26.10.0',
  startedAt: AT,
  concerns: [],
  database: { kind: 'embedded', version: '18.1', sizeBytes: 12 * 1024 ** 2 },
  disk: { totalBytes: 100 * GIB, freeBytes: 40 * GIB },
  memory: { usedBytes: 0.2 * GIB, totalBytes: 16 * GIB },
  sandboxes: { open: 3, jobs: 1, lost: 0 },
  sinceStart: { requests: 1_200, serverErrors: 0, tooMany: 2, calls: 40, failedCalls: 1 },
  nodes: [
    { name: 'host:7', self: true, slots: 4, running: 1, startedAt: AT, heartbeatAt: AT, alive: true },
    { name: 'other:9', self: false, slots: 4, running: 0, startedAt: AT, heartbeatAt: AT, alive: false },
  ],
  jobs: { queued: 0, running: 1 },
  queue: [{ name: 'mail.queued.mail', waiting: 2, later: 0, failed: 1 }],
  mails: { transport: 'smtp', waiting: 2, failed: 1, sentLastDay: 9 },
  limits: { requestsPerMinute: 6_000, signInsPerMinute: 30, jobSlots: 4, workspaceQuotaBytes: GIB },
}
const at = new Date('2026-11-21T14:03:00.000Z')

it('says first that nothing needs attention, or what does', () => {
  expect(serverText(STATUS, at)).toMatch(/^Nothing needs attention\n/)
  const concern = { code: 'mails_failed', level: 'warning', message: '1 mail could not be sent.' } as const
  expect(serverText({ ...STATUS, concerns: [concern] }, at)).toMatch(/^WARNING {2}1 mail could not be sent\.\n/)
})

it('tells of the server, of those beside it and of the news on its way', () => {
  const text = serverText(STATUS, at)
  expect(text).toContain('Grantry 0.1.0 on Node.js v26.10.0, up for 2 h 3 min')
  expect(text).toContain('Disk: 40.0 GiB of 100.0 GiB free')
  expect(text).toMatch(/host:7 +1 of 4 +alive, this one/)
  expect(text).toMatch(/other:9 +0 of 4 +gone/)
  expect(text).toMatch(/mail\.queued\.mail +2 +0 +1/)
})
