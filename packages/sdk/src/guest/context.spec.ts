import { parseWireName } from '@grantry/contract'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { createContext, PING_METHOD } from './context.ts'
import { ENTRY_METHODS, type Entry } from './entries.ts'
import type { HostPort } from './host-port.ts'
import { PlatformError } from './platform.errors.ts'

function recordingPort(reply: (method: string) => unknown = () => ({})) {
  const calls: [method: string, payload: unknown][] = []
  const logs: [level: string, message: string][] = []
  const port: HostPort = {
    abi: 1,
    log: (level, message) => void logs.push([level, message]),
    async call(method, payload) {
      calls.push([method, payload])
      return reply(method)
    },
  }
  return { ctx: createContext(port), calls, logs }
}

describe('createContext', () => {
  it('calls platform operations by names that are names of the platform', async () => {
    const { ctx, calls } = recordingPort()
    await ctx.ping({ message: 'hi' })
    await ctx.entries.create({ path: '/a', text: 'x' })
    await ctx.entries.get({ path: '/a', content: 'text' })
    await ctx.entries.list()
    await ctx.entries.search({ q: 'a' })
    await ctx.entries.writeSidecar({ entry: '1', name: 's', text: 'x' })
    await ctx.entries.readSidecar({ entry: '1', name: 's' })
    expect(calls.map(([method]) => method)).toEqual([PING_METHOD, ...Object.values(ENTRY_METHODS)])
    for (const [method] of calls) expect(parseWireName(method)?.kind).toBe('core')
  })

  it('sends an empty object to list and null where nothing is given', async () => {
    const { ctx, calls } = recordingPort()
    await ctx.entries.list()
    await ctx.call('query:other:thing.v1')
    expect(calls.map(([, payload]) => payload)).toEqual([{}, null])
  })

  it('turns an error of the platform into a PlatformError with its code, method and cause', async () => {
    const cause = Object.assign(new Error('not granted'), { code: 'permission_denied' })
    const { ctx } = recordingPort(() => {
      throw cause
    })
    const error = await ctx.entries.get({ path: '/a' }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(PlatformError)
    expect(error).toMatchObject({
      code: 'permission_denied',
      method: 'query:entries.get.v1',
      message: 'not granted',
      cause,
    })
  })

  it('leaves what is no answer of the platform as it was thrown', async () => {
    const fault = new RangeError('too deep')
    const { ctx } = recordingPort(() => {
      throw fault
    })
    await expect(ctx.ping({ message: 'hi' })).rejects.toBe(fault)
  })

  it('logs at four levels', () => {
    const { ctx, logs } = recordingPort()
    ctx.log.debug('a')
    ctx.log.info('b')
    ctx.log.warn('c')
    ctx.log.error('d')
    expect(logs).toEqual([
      ['debug', 'a'],
      ['info', 'b'],
      ['warn', 'c'],
      ['error', 'd'],
    ])
  })

  it('knows what a read answers from what was asked for', () => {
    const { ctx } = recordingPort()
    const asText = () => ctx.entries.get({ path: '/a', content: 'text' })
    const asBytes = () => ctx.entries.get({ id: '1', content: 'base64' })
    const bare = () => ctx.entries.get({ path: '/a' })
    expectTypeOf<Awaited<ReturnType<typeof asText>>['text']>().toEqualTypeOf<string>()
    expectTypeOf<Awaited<ReturnType<typeof asBytes>>['base64']>().toEqualTypeOf<string>()
    expectTypeOf<Awaited<ReturnType<typeof bare>>['text']>().toEqualTypeOf<string | undefined>()
    expectTypeOf<Awaited<ReturnType<typeof bare>>['entry']>().toEqualTypeOf<Entry>()
    // @ts-expect-error an entry is named by id or by path, not by both
    const both = () => ctx.entries.get({ id: '1', path: '/a' })
    expect(both).toBeTypeOf('function')
  })
})
