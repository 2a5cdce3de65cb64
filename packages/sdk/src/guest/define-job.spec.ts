import { describe, expect, expectTypeOf, it } from 'vitest'
import { createTestHost, type TestGrant } from '../testing/index.ts'
import { defineExtension, job, JobFailed, type PlatformError, Type, type JobContext } from './index.ts'

interface State {
  next: number
  seen: string[]
}

const scan = job('scan', {
  title: 'Scan',
  params: Type.Object({ folder: Type.String(), most: Type.Optional(Type.Integer()) }),
  state: (): State => ({ next: 0, seen: [] }),
  async run(ctx, state) {
    expectTypeOf(ctx.params).toEqualTypeOf<{ folder: string; most?: number }>()
    expectTypeOf(state).toEqualTypeOf<State>()
    for (const names = ['a', 'b', 'c', 'd']; state.next < names.length; state.next += 1) {
      if (await ctx.interrupted()) return
      const name = names[state.next]!
      state.seen.push(`${ctx.params.folder}/${name}`)
      ctx.items()
    }
  },
})

/** What a job does, as far as a test wants to see it done. */
const doing = (run: (ctx: JobContext, state: { n: number }) => void | Promise<void>) =>
  createTestHost(defineExtension({ jobs: { run: job({ state: () => ({ n: 0 }), run }) } }))

describe('job', () => {
  it('knows its parameters and its state, also in a test host', async () => {
    const host = createTestHost(defineExtension({ jobs: { scan } }))
    const report = await host.runJob('scan', { folder: '/mail' })
    expectTypeOf(report.state).toEqualTypeOf<State | null>()
    expect(report).toMatchObject({ exit: 'completed', items: 4n, state: null })
    // @ts-expect-error the folder is missing
    await expect(host.runJob('scan', {})).rejects.toMatchObject({ code: 'invalid_params' })
    // @ts-expect-error there is no such job
    await expect(host.runJob('sweep', {})).rejects.toThrow('no job sweep')
  })

  it('does not compile with a state that JSON does not give back', () => {
    // @ts-expect-error a date comes back as text
    job({ state: () => ({ since: new Date() }), run() {} })
    // @ts-expect-error a map comes back empty
    job({ state: () => ({ seen: new Map<string, number>() }), run() {} })
    // @ts-expect-error a big integer has no JSON
    job({ state: () => ({ total: 1n }), run() {} })
    // @ts-expect-error a number cannot be changed in place
    job({ state: () => 0, run() {} })
    job({ state: (): { next: number; cursor?: string; list: { id: string }[] } => ({ next: 0, list: [] }), run() {} })
  })

  it('without a state has none, and without parameters gets what was given', async () => {
    const host = createTestHost(
      defineExtension({
        jobs: {
          sweep: job({
            run(ctx, state) {
              expectTypeOf(state).toEqualTypeOf<null>()
              ctx.log(JSON.stringify([ctx.params, state]))
            },
          }),
        },
      }),
    )
    expect(await host.runJob('sweep', { any: 'thing' })).toMatchObject({ log: ['[{"any":"thing"},null]'] })
  })
})

describe('a run of a job', () => {
  it('that is told to stop has saved its state, ends as interrupted, and goes on from there', async () => {
    const host = createTestHost(defineExtension({ jobs: { scan } }))
    const first = await host.runJob('scan', { folder: '/mail' }, { interruptAfter: 2 })
    expect(first).toMatchObject({ exit: 'interrupted', state: { next: 2, seen: ['/mail/a', '/mail/b'] } })
    const second = await host.runJob('scan', { folder: '/mail' }, { state: first.state! })
    expect(second).toMatchObject({ exit: 'completed', items: 2n })
  })

  it('that goes on although it was told to stop is interrupted all the same, with all it has done since', async () => {
    const host = doing(async (ctx, state) => {
      await ctx.interrupted()
      state.n = 7
    })
    const report = await host.runJob('run', {}, { interruptAfter: 0 })
    expect(report).toMatchObject({ exit: 'interrupted', checkpoints: [{ n: 0 }, { n: 7 }], state: { n: 7 } })
  })

  it('does not save at an interrupt what is saved', async () => {
    const host = doing(async (ctx, state) => {
      state.n = 1
      await ctx.checkpoint()
      if (await ctx.interrupted()) return
    })
    expect((await host.runJob('run', {}, { interruptAfter: 0 })).checkpoints).toEqual([{ n: 1 }])
  })

  it('saves the state as it is at that moment, and waits for checkpoints that nobody waited for', async () => {
    const host = doing((ctx, state) => {
      for (state.n = 1; state.n < 4; state.n += 1) void ctx.checkpoint()
    })
    expect(await host.runJob('run', {})).toMatchObject({
      exit: 'completed',
      checkpoints: [{ n: 1 }, { n: 2 }, { n: 3 }],
    })
  })

  it('begins with a state that has been through JSON, like one that was saved', async () => {
    const state = () => ({ list: [1, undefined] as (number | undefined)[] })
    const host = createTestHost(
      defineExtension({
        jobs: { run: job({ state, run: (ctx, { list }) => ctx.log(JSON.stringify(list[1] === null)) }) },
      }),
    )
    expect((await host.runJob('run', {})).log).toEqual(['true'])
  })

  it('fails with a sentence when it says so, or when the platform refused something', async () => {
    const failing = doing(() => {
      throw new JobFailed('The mailbox is gone')
    })
    expect(await failing.runJob('run', {})).toMatchObject({ exit: 'failed', message: 'The mailbox is gone' })
    const refused = doing(async (ctx) => void (await ctx.entries.get({ path: '/a' })))
    expect(await refused.runJob('run', {})).toMatchObject({ exit: 'failed', message: expect.stringContaining('Read') })
  })

  it('is not failed by an answer of the platform that may be another one the next time', async () => {
    const host = createTestHost(
      defineExtension({
        jobs: { run: job({ run: async (ctx) => void (await ctx.call('query:other:thing.v1')) }) },
      }),
      {
        grants: ['extensions.call'],
        operations: {
          'query:other:thing.v1': () => {
            throw Object.assign(new Error('The server has no capacity'), { code: 'overloaded' })
          },
        },
      },
    )
    const { exit, error } = await host.runJob('run', {})
    expect({ exit, error }).toMatchObject({ exit: 'failed', error: { name: 'PlatformError', code: 'overloaded' } })
  })

  it('throws on what else is thrown', async () => {
    const broken = doing(() => {
      throw new RangeError('a mistake')
    })
    expect(await broken.runJob('run', {})).toMatchObject({ exit: 'failed', error: new RangeError('a mistake') })
  })

  it('tells everything there is to tell', async () => {
    const host = doing(async (ctx) => {
      await ctx.progress(0.5, 'half')
      await ctx.progress(2)
      ctx.warn('odd')
      ctx.error('bad luck')
      ctx.log('a line')
      ctx.log.info('for the install')
      ctx.items(2)
      ctx.bytes(9_007_199_254_740_993n)
    })
    expect(await host.runJob('run', {})).toMatchObject({
      progress: [{ fraction: 0.5, message: 'half' }],
      warnings: ['odd'],
      errors: ['bad luck'],
      log: ['a line'],
      items: 2n,
      bytes: 9_007_199_254_740_993n,
    })
    expect(host.logs).toEqual([{ level: 'info', message: 'for the install' }])
  })

  it('spawns what was granted', async () => {
    const host = doing(async (ctx) => {
      const code = await ctx.spawn('other:sweep').catch((error) => error.code)
      ctx.log(`${code}, ${(await ctx.spawn('demo:scan', { folder: '/' })).length}`)
    })
    host.grant({ permission: 'jobs.run', scope: { jobs: ['demo:scan'] } })
    const report = await host.runJob('run', {})
    expect(report.log).toEqual(['permission_denied, 36'])
    expect(report.children).toMatchObject([{ jobType: 'demo:scan', params: { folder: '/' } }])
  })

  const spawning = (jobType: string, params: unknown, grant: TestGrant) => {
    const run = job({
      async run(ctx) {
        await ctx.spawn(jobType, params).catch((error: PlatformError) => ctx.log(error.code))
      },
    })
    const sized = job({ params: Type.Object({ n: Type.Integer({ default: 1 }) }), run() {} })
    const host = createTestHost(defineExtension({ jobs: { run, sized } }), { extension: 'demo', grants: [grant] })
    return host.runJob('run', {})
  }

  const own: TestGrant[] = ['jobs.run', { permission: 'jobs.run', scope: {} }]
  const mail: TestGrant = { permission: 'jobs.run', scope: { jobs: ['mail:send'] } }

  it.each(own)('spawns its own jobs, and no others, under a grant that names none: %j', async (grant) => {
    for (const name of ['sized', 'demo:sized'])
      expect(await spawning(name, {}, grant)).toMatchObject({ children: [{ jobType: name, params: { n: 1 } }] })
    expect(await spawning('mail:send', {}, grant)).toMatchObject({ log: ['permission_denied'], children: [] })
  })

  it.each<[jobType: string, params: unknown, grant: TestGrant, code: string]>([
    ['sized', {}, mail, 'permission_denied'],
    ['demo:sized', {}, mail, 'permission_denied'],
    ['nosuch', {}, 'jobs.run', 'unknown_job'],
    ['constructor', {}, 'jobs.run', 'unknown_job'],
    ['demo:nosuch', {}, 'jobs.run', 'unknown_job'],
    ['No such', {}, 'jobs.run', 'invalid_input'],
    ['sized', { n: 'not a number' }, 'jobs.run', 'invalid_params'],
    ['run', { text: 'a\u0000' }, 'jobs.run', 'invalid_params'],
  ])('is refused to spawn %s with %j under %j: %s', async (jobType, params, grant, code) => {
    expect(await spawning(jobType, params, grant)).toMatchObject({ log: [code], children: [] })
  })

  it.each([-3, 1.5, 2n ** 64n])('cannot count %s', async (count) => {
    for (const what of ['items', 'bytes'] as const) {
      const report = await doing((ctx) => ctx[what](count)).runJob('run', {})
      expect(report).toMatchObject({ exit: 'failed', error: expect.any(RangeError), items: 0n, bytes: 0n })
    }
  })
})
