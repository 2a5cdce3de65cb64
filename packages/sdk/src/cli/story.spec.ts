import { describe, expect, it, onTestFinished } from 'vitest'
import { adminOf, personAt } from '../../test/person-at-server.ts'
import { projectWith } from '../../test/project-folder.ts'
import { serverIsBuilt, startRealServer } from '../../test/real-server.ts'

const SOURCE = `
import { action, defineExtension, PlatformError, query, Type } from '@grantry/sdk'
export default defineExtension({
  queries: {
    shout: query({
      input: Type.Object({ path: Type.String() }),
      output: Type.Object({ text: Type.String() }),
      async run({ path }, ctx) {
        const { text } = await ctx.entries.get({ path, content: 'text' })
        ctx.log.info('shouting ' + path)
        return { text: text.toUpperCase() }
      },
    }),
  },
  actions: {
    note: action({
      input: Type.Object({ text: Type.String() }),
      output: Type.Object({ code: Type.String() }),
      async run({ text }, ctx) {
        try {
          await ctx.entries.create({ path: '/shouts.txt', text })
          return { code: 'written' }
        } catch (error) {
          if (error instanceof PlatformError) return { code: error.code }
          throw error
        }
      },
    }),
  },
})`

const MANIFEST = {
  id: 'shouter',
  name: 'Shouter',
  version: '1.0.0',
  description: 'Shouts what a file says',
  permissions: [
    { id: 'entries.read', reason: 'To read what is shouted' },
    { id: 'entries.write', reason: 'To note what was shouted', optional: true },
  ],
}

describe.runIf(serverIsBuilt)('the story of an extension on a real server', () => {
  it(
    'is published, reviewed, installed with consent, called, denied, logged and removed',
    { timeout: 180_000 },
    async () => {
      const server = await startRealServer(onTestFinished)
      const { run, result } = await personAt(server, 'ada@example.org')
      const project = await projectWith({ 'extension.json': MANIFEST, 'src/extension.ts': SOURCE })

      await result('publishers', 'create', 'acme', 'Acme')
      const published = await result('publish', project)
      expect(published).toMatchObject({ extension: 'shouter', status: 'submitted', publisher: 'acme' })
      expect(await run(['publish', project])).toMatchObject({ code: 6 })
      await result('workspaces', 'create', 'Home', '--slug', 'home')
      expect(await run(['install', 'shouter', '--grant-required'])).toMatchObject({ code: 5 })

      await (await adminOf(server)).reviews.approve(published.reviewId)
      expect(await result('status', 'shouter@1.0.0')).toMatchObject([{ status: 'approved' }])

      expect(await run(['install', 'shouter', '--yes'])).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('entries.read'),
      })
      const installed = await result('install', 'shouter', '--grant', 'entries.read={"paths":["/public/**"]}')
      expect(installed.grants).toMatchObject([{ granted: true }, { granted: false }])

      await result('action', 'entries.create', '--path', '/public/a.txt', '--text', 'hello')
      await result('action', 'entries.create', '--path', '/private/b.txt', '--text', 'secret')
      expect(await result('query', 'shouter:shout', '--path', '/public/a.txt')).toEqual({ text: 'HELLO' })
      const denied = await run(['query', 'shouter:shout', '--path', '/private/b.txt'])
      expect(denied).toMatchObject({ code: 4, stderr: expect.stringContaining('does not cover') })
      expect(JSON.parse(denied.stdout)).toMatchObject({ code: 'permission_denied' })
      expect(await result('action', 'shouter:note', '--text', 'x')).toEqual({ code: 'permission_denied' })
      expect(await run(['query', 'shouter:shout', '{"path": 1}'])).toMatchObject({
        code: 6,
        stderr: expect.stringContaining('$.path'),
      })

      const { stdout: log } = await run(['logs', 'shouter'])
      expect(log).toContain('info  shouting /public/a.txt')
      expect(log).toContain('platform permission_denied')

      await result('uninstall', 'shouter', '--yes')
      expect(await run(['query', 'shouter:shout', '--path', '/public/a.txt'])).toMatchObject({ code: 5 })
      expect((await run(['logs', installed.id])).stdout).toContain('info  shouting /public/a.txt')
      await result('logout')
      expect(await run(['whoami'])).toMatchObject({ code: 3 })
    },
  )
})

const COUNTER = `
import { defineExtension, job, JobFailed, Type } from '@grantry/sdk'
export default defineExtension({
  jobs: {
    count: job('count', {
      title: 'Count up',
      params: Type.Object({ to: Type.Integer(), fail: Type.Optional(Type.Boolean()), endless: Type.Optional(Type.Boolean()) }),
      state: () => ({ done: 0 }),
      async run(ctx, state) {
        const { to, fail = false, endless = false } = ctx.params
        while (state.done < to || endless) {
          if (await ctx.interrupted()) return
          state.done += 1
          ctx.items()
          ctx.bytes(1024)
          if (state.done === 2) ctx.warn('two is company')
          ctx.log('counted ' + state.done)
          await ctx.progress(Math.min(1, state.done / to), state.done + ' of ' + to)
        }
        if (fail) throw new JobFailed('Counted enough')
      },
    }),
  },
})`

const COUNTER_MANIFEST = {
  id: 'counter',
  name: 'Counter',
  version: '1.0.0',
  description: 'Counts up',
  permissions: [],
}

describe.runIf(serverIsBuilt)('the story of a job on a real server', () => {
  it('is dispatched, watched, paused, resumed, cancelled and scheduled', { timeout: 180_000 }, async () => {
    const server = await startRealServer(onTestFinished)
    const { run, result } = await personAt(server, 'ada@example.org')
    const project = await projectWith({ 'extension.json': COUNTER_MANIFEST, 'src/extension.ts': COUNTER })
    await result('publishers', 'create', 'acme', 'Acme')
    await (await adminOf(server)).reviews.approve((await result('publish', project)).reviewId)
    await result('workspaces', 'create', 'Home', '--slug', 'home')
    const installed = await run(['install', 'counter', '--yes'])
    expect(installed.stdout).toContain('grantry jobs dispatch counter:count  (Count up)')

    const watched = await run(['jobs', 'dispatch', 'counter:count', '--param', 'to=3', '--watch'])
    expect(watched, watched.stderr).toMatchObject({ code: 0 })
    expect(watched.stdout).toMatch(/warning two is company\n[^]*completed · 3 of 3 · 3 items · 3\.0 KiB · 1 warning/)
    const failed = await run(['jobs', 'dispatch', 'counter:count', '--params', '{"to": 1, "fail": true}', '--watch'])
    expect(failed).toMatchObject({ code: 8, stderr: expect.stringContaining('Counted enough') })
    const refused = await run(['jobs', 'dispatch', 'counter:count', '--params', '{"to": "x"}'])
    expect(refused).toMatchObject({ code: 6, stderr: expect.stringContaining('$.params.to') })
    expect(await run(['jobs', 'dispatch', 'counter:cuont'])).toMatchObject({ code: 5 })

    const { id } = await result('jobs', 'dispatch', 'counter:count', '--param', 'to=5', '--param', 'endless')
    const watching = run(['jobs', 'watch', id, '--json'])
    await untilState(result, id, 'running')
    await result('jobs', 'pause', id)
    await untilState(result, id, 'paused')
    expect(await run(['jobs', 'retry', id])).toMatchObject({ code: 6 })
    await result('jobs', 'resume', id)
    await untilState(result, id, 'running')
    await result('jobs', 'cancel', id)
    const { code, stdout } = await watching
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).event)
    expect([code, events.at(0), events.at(-1)]).toEqual([9, 'snapshot', 'end'])
    expect((await result('jobs', 'show', id)).runs.length).toBeGreaterThanOrEqual(2)
    const shown = await run(['jobs', 'show', id])
    expect(shown.stdout).toMatch(/^counter:count \(Count up\) · cancelled\n/)
    expect((await run(['jobs', 'logs', id, '--kind', 'log'])).stdout).toContain('counted ')
    expect(await result('jobs', 'list', '--state', 'cancelled')).toMatchObject([{ id, state: 'cancelled' }])
    expect(await result('jobs', 'list', '--install', 'counter', '--limit', '2')).toHaveLength(2)

    const times = ['--cron', '0 6 * * *', '--timezone', 'Europe/Berlin', '--name', 'Mornings', '--param', 'to=2']
    await result('schedules', 'create', 'counter:count', ...times)
    expect(await result('schedules', 'pause', 'Mornings')).toMatchObject({ state: 'paused', nextRunAt: null })
    await result('schedules', 'resume', 'Mornings')
    expect(await result('schedules', 'list')).toMatchObject([{ name: 'Mornings', params: { to: 2 }, state: 'active' }])
    expect(await run(['schedules', 'create', 'counter:count', '--cron', 'never'])).toMatchObject({ code: 6 })
    await result('schedules', 'delete', 'Mornings', '--yes')
    expect(await result('schedules', 'list')).toEqual([])
  })
})

/** Asks again and again, as a person would. */
async function untilState(result: (...args: string[]) => Promise<{ state: string }>, id: string, state: string) {
  while ((await result('jobs', 'show', id)).state !== state) continue
}
