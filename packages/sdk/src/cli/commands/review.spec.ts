import type { ReviewDetail, ReviewSummary, TrialRun } from '@grantry/contract'
import { describe, expect, it } from 'vitest'
import { extensionDetail, page } from '../../../test/fake-answers.ts'
import { startFakeServer, type Routes } from '../../../test/fake-server.ts'
import { runGrantry } from '../../../test/run-grantry.ts'

const ID = '01919191-0000-7000-8000-000000000001'
const { latest } = extensionDetail()
const AT = '2026-01-02T03:04:05.000Z'

const summary = {
  id: ID,
  extension: 'wordstats',
  name: 'Word statistics',
  version: '1.1.0',
  publisher: { slug: 'acme', name: 'Acme' },
  status: 'submitted',
  risk: 'medium',
  iconUrl: null,
  position: 1,
  submittedAt: AT,
  ageSeconds: 7_300,
  decidedAt: null,
  reason: null,
} as unknown as ReviewSummary

const permission = {
  id: 'entries.read',
  title: 'Read files',
  risk: 'medium',
  sentence: 'Read all files of this workspace',
  reason: 'To count',
  optional: false,
  scope: { paths: ['/**'] },
}

const detail = {
  ...summary,
  comparedWith: '1.0.0',
  permissionChanges: [
    { change: 'widened', permission, before: { ...permission, sentence: 'Read /notes/** of this workspace' } },
  ],
  importChanges: { added: ['env.read'], removed: [] },
  fileChanges: { added: ['b.js'], removed: ['a.js'], changed: ['main.js'] },
  submittedBy: { name: 'Ada', email: 'ada@example.org' },
  detail: latest,
  earlier: [],
  reach: { installs: 2, workspaces: 1 },
} as unknown as ReviewDetail

const trial = {
  id: ID,
  state: 'finished',
  requestedBy: null,
  createdAt: AT,
  finishedAt: AT,
  remark: null,
  evidence: {
    calls: [
      {
        name: 'wordstats:count',
        kind: 'query',
        sample: 'least',
        input: '{}',
        ending: 'answered',
        code: null,
        message: null,
        output: '{}',
        outputIssues: [],
        fuelConsumed: '1234',
        memoryPages: 4,
        durationMs: 2,
        hostCallCount: 1,
        hostCalls: [],
        logs: [],
      },
    ],
    permissions: [{ permission: 'entries.read', requested: true, allowed: 1, denied: 0 }],
  },
} as TrialRun

const comparison = {
  path: 'main.js',
  comparedWith: '1.0.0',
  kind: 'text',
  before: null,
  after: null,
  hunks: [
    {
      beforeLine: 3,
      afterLine: 3,
      lines: [
        { change: 'removed', text: 'const a = 1' },
        { change: 'added', text: 'const a = 2' },
      ],
    },
  ],
  importChanges: null,
  exportChanges: null,
}

const ROUTES: Routes = {
  'GET /v1/reviews': () => ({ body: page([summary]) }),
  [`GET /v1/reviews/${ID}`]: () => ({ body: detail }),
  [`GET /v1/reviews/${ID}/trial-runs`]: () => ({ body: { items: [trial] } }),
  [`GET /v1/reviews/${ID}/diff/main.js`]: () => ({ body: comparison }),
  [`POST /v1/reviews/${ID}/approve`]: () => ({ body: {} }),
  [`POST /v1/reviews/${ID}/reject`]: () => ({ body: {} }),
  [`POST /v1/reviews/${ID}/take-down`]: () => ({ body: {} }),
}

async function start() {
  const server = await startFakeServer(ROUTES)
  const run = (...args: string[]) =>
    runGrantry(['review', ...args], { env: { GRANTRY_SERVER: server.url, GRANTRY_TOKEN: 't' } })
  return { server, run }
}

describe('grantry review', () => {
  it('lists what waits, with its age and its risk', async () => {
    const { server, run } = await start()
    const { stdout } = await run('queue')
    expect(stdout).toMatch(/1 +wordstats@1\.1\.0 +Acme +medium +submitted +2 h 1 min/)
    expect(new URLSearchParams(server.requests[0]?.query).get('status')).toBe('submitted')
  })

  it('shows what a decision rests on', async () => {
    const { run } = await start()
    const { stdout } = await run('show', 'wordstats@1.1.0')
    expect(stdout).toContain('Compared with 1.0.0')
    expect(stdout).toContain('> Read all files of this workspace (widened, medium risk)')
    expect(stdout).toContain('before: Read /notes/** of this workspace')
    expect(stdout).toContain('+ env.read')
    expect(stdout).toContain('~ main.js')
    expect(stdout).toContain('query wordstats:count, least input: answered, 1234 fuel, 1 host call')
    expect(stdout).toContain('entries.read: used 1 time, denied 0 times')
  })

  it('shows a file line by line', async () => {
    const { run } = await start()
    const { stdout } = await run('diff', ID, 'main.js', '--against', '1.0.0')
    expect(stdout).toContain('@@ -3 +3 @@\n-const a = 1\n+const a = 2')
  })

  it('approves, and rejects with words for the publisher', async () => {
    const { server, run } = await start()
    expect(await run('approve', 'wordstats@1.1.0')).toMatchObject({ code: 0, stdout: 'wordstats@1.1.0 is approved\n' })
    expect(await run('reject', ID)).toMatchObject({ code: 2 })
    expect(await run('reject', ID, '--reason', 'Asks for too much')).toMatchObject({ code: 0 })
    expect(JSON.parse(String(server.requests.at(-1)?.body))).toEqual({ reason: 'Asks for too much' })
  })

  it('takes nothing down unasked', async () => {
    const { run } = await start()
    expect(await run('take-down', ID, '--reason', 'Steals')).toMatchObject({ code: 2 })
    const { stdout } = await run('take-down', ID, '--reason', 'Steals', '--yes')
    expect(stdout).toContain('is taken down: 2 installs in 1 workspace')
  })

  it('says what there is to write when no version is named', async () => {
    const { run } = await start()
    expect(await run('show', 'wordstats')).toMatchObject({ code: 2 })
    expect(await run('show', 'wordstats@9.9.9')).toMatchObject({ code: 2 })
  })
})
