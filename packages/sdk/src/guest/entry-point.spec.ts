import { afterEach, describe, expect, it, vi } from 'vitest'
import { action, defineExtension, job, query, Type } from './index.ts'
import { describeExtension, handlerOf } from './entry-point.ts'

const input = Type.Object({ name: Type.String() })
const output = Type.String()
const greet = query({ title: 'Greet', input, output, run: ({ name }) => `Hello, ${name}` })

afterEach(() => vi.unstubAllGlobals())

describe('describeExtension', () => {
  it('lists queries and then actions, in the order of the source', () => {
    const remember = action({ description: 'Remembers', input, output, run: ({ name }) => name })
    const described = describeExtension(defineExtension({ actions: { remember }, queries: { greet } }))
    expect(described).toEqual({
      operations: [
        { type: 'query', name: 'greet', title: 'Greet', input, output },
        { type: 'action', name: 'remember', description: 'Remembers', input, output },
      ],
      jobs: [],
    })
  })

  it('lists jobs, which are resumable when they have a state', () => {
    const params = Type.Object({ folder: Type.String() })
    const jobs = {
      scan: job({ title: 'Scan', params, state: () => ({ next: 0 }), run: async () => {} }),
      sweep: job('sweep', { run: () => {} }),
    }
    expect(describeExtension(defineExtension({ jobs })).jobs).toEqual([
      { name: 'scan', resumable: true, title: 'Scan', params },
      { name: 'sweep', resumable: false },
    ])
  })

  it('refuses a job that was not made, has no handler, or has two names', () => {
    const listed = (one: unknown) => () => describeExtension({ queries: {}, actions: {}, jobs: { scan: one } })
    expect(listed({ run: () => {} })).toThrow('scan is not made with job({ … })')
    expect(listed({ type: 'job' })).toThrow('The job scan has no function run(ctx, state)')
    expect(listed(job('sweep', { run: () => {} }))).toThrow('The job sweep is listed as scan')
  })

  it.each([
    undefined,
    null,
    1,
    {},
    { queries: {} },
    { queries: {}, actions: {} },
    { queries: null, actions: {}, jobs: {} },
  ])('refuses %j', (value) => {
    expect(() => describeExtension(value)).toThrow('defineExtension')
  })

  it('refuses an operation without a handler and names it', () => {
    expect(() => describeExtension({ queries: { greet: { type: 'query' } }, actions: {}, jobs: {} })).toThrow('greet')
  })

  it('refuses an operation that was not made, or not as what it stands for', () => {
    expect(() => describeExtension({ queries: { greet: { run: () => 1 } }, actions: {}, jobs: {} })).toThrow(
      'query({ … })',
    )
    expect(() => describeExtension({ queries: {}, actions: { greet }, jobs: {} })).toThrow(
      'greet is not made with action({ … })',
    )
  })
})

describe('handlerOf', () => {
  it('runs the handler with a context over the global of the sandbox', async () => {
    const log = vi.fn()
    vi.stubGlobal('grantry', { abi: 1, call: async () => ({ echo: 'Pong' }), log })
    const handler = handlerOf(
      query({
        input,
        output: Type.Unknown(),
        async run({ name }, ctx) {
          ctx.log.info(name)
          return ctx.ping({ message: name })
        },
      }),
    )
    await expect(handler({ name: 'Ada' })).resolves.toEqual({ echo: 'Pong' })
    expect(log).toHaveBeenCalledWith('info', 'Ada')
  })

  it('passes on what the platform refused when the author does not catch it', async () => {
    const refusal = Object.assign(new Error('entries.read has not been granted'), { code: 'permission_denied' })
    vi.stubGlobal('grantry', { abi: 1, call: async () => Promise.reject(refusal), log: vi.fn() })
    const handler = handlerOf(
      query({ input, output: Type.Unknown(), run: (_input, ctx) => ctx.entries.get({ path: '/a' }) }),
    )
    await expect(handler({ name: 'Ada' })).resolves.toEqual({
      error: 'entries.read has not been granted',
      code: 'permission_denied',
    })
  })

  it('says so where there is no sandbox', async () => {
    await expect(handlerOf(greet)({ name: 'Ada' })).rejects.toThrow('no Grantry sandbox')
  })
})
