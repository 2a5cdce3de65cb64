import { afterEach, describe, expect, it, vi } from 'vitest'
import { action, defineExtension, query, Type } from './index.ts'
import { describeOperations, handlerOf } from './entry-point.ts'

const input = Type.Object({ name: Type.String() })
const output = Type.String()
const greet = query({ title: 'Greet', input, output, run: ({ name }) => `Hello, ${name}` })

afterEach(() => vi.unstubAllGlobals())

describe('describeOperations', () => {
  it('lists queries and then actions, in the order of the source', () => {
    const remember = action({ description: 'Remembers', input, output, run: ({ name }) => name })
    const described = describeOperations(defineExtension({ actions: { remember }, queries: { greet } }))
    expect(described).toEqual([
      { type: 'query', name: 'greet', title: 'Greet', input, output },
      { type: 'action', name: 'remember', description: 'Remembers', input, output },
    ])
  })

  it.each([undefined, null, 1, {}, { queries: {} }, { queries: null, actions: {} }])('refuses %j', (value) => {
    expect(() => describeOperations(value)).toThrow('defineExtension')
  })

  it('refuses an operation without a handler and names it', () => {
    expect(() => describeOperations({ queries: { greet: { type: 'query' } }, actions: {} })).toThrow('greet')
  })

  it('refuses an operation that was not made, or not as what it stands for', () => {
    expect(() => describeOperations({ queries: { greet: { run: () => 1 } }, actions: {} })).toThrow('query({ … })')
    expect(() => describeOperations({ queries: {}, actions: { greet } })).toThrow(
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
