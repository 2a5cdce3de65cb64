import { describe, expect, expectTypeOf, it } from 'vitest'
import { action, defineExtension, PlatformError, query, Type, type Context } from '../guest/index.ts'
import { createTestHost, type TestGrant } from './index.ts'

const nothing = Type.Object({})

/** An extension whose one query does whatever a test wants to see done. */
const doing = (run: (ctx: Context) => Promise<unknown>) =>
  defineExtension({
    queries: { run: query({ input: nothing, output: Type.Unknown(), run: (_input, ctx) => run(ctx) }) },
  })

const outcomeOf = (run: (ctx: Context) => Promise<unknown>, grants: readonly TestGrant[] = []) =>
  createTestHost(doing(run), { grants }).query('run', {})

describe('createTestHost', () => {
  const extension = defineExtension({
    queries: {
      double: query({
        input: Type.Object({ n: Type.Integer({ minimum: 0 }) }),
        output: Type.Object({ value: Type.Integer() }),
        run: ({ n }) => ({ value: n === 13 ? 0.5 : n * 2 }),
      }),
    },
    actions: {
      remember: action({
        input: Type.Object({ text: Type.Optional(Type.String()) }),
        output: Type.Null(),
        run({ text }, ctx) {
          ctx.log.info(text ?? 'nothing')
          return null
        },
      }),
    },
  })

  it('calls operations by name, with the types they declare', async () => {
    const host = createTestHost(extension)
    const answer = await host.query('double', { n: 21 })
    expectTypeOf(answer).toEqualTypeOf<{ value: number }>()
    expect(answer).toEqual({ value: 42 })
    await host.action('remember', {})
    expect(host.logs).toEqual([{ level: 'info', message: 'nothing' }])
    // @ts-expect-error there is no such query
    await expect(host.query('triple', {})).rejects.toThrow('no operation triple')
  })

  it('fills in what is left out and has a default, as the platform does', async () => {
    const sized = defineExtension({
      queries: {
        size: query({
          input: Type.Object({ limit: Type.Integer({ default: 10 }) }),
          output: Type.Integer(),
          run: ({ limit }) => limit,
        }),
      },
    })
    const given: object = {}
    expect(await createTestHost(sized).query('size', given as { limit: number })).toBe(10)
  })

  it('refuses an input that the schema refuses, before the handler runs', async () => {
    const host = createTestHost(extension)
    await expect(host.query('double', { n: -1 })).rejects.toMatchObject({ code: 'invalid_input', method: 'double' })
    // @ts-expect-error an operation's input has a type
    await expect(host.query('double', {})).rejects.toThrow('required')
  })

  it('refuses an output that the schema refuses', async () => {
    const host = createTestHost(extension)
    await expect(host.query('double', { n: 13 })).rejects.toMatchObject({ code: 'invalid_output' })
  })

  it('hands over copies, and null for undefined', async () => {
    const given = { list: [1, undefined] }
    const seen: unknown[] = []
    const keeping = defineExtension({
      queries: {
        keep: query({
          input: Type.Unknown(),
          output: Type.Unknown(),
          run(input) {
            seen.push(input)
          },
        }),
      },
    })
    const answer = await createTestHost(keeping).query('keep', given)
    expect(seen).toEqual([{ list: [1, null] }])
    expect(seen[0]).not.toBe(given)
    expect(answer).toBeNull()
  })

  it('answers a ping', async () => {
    const reply = await outcomeOf((ctx) => ctx.ping({ message: 'hi', count: 3 }))
    expect(reply).toEqual({ echo: 'Pong: hi', count: 3, extension_works: true })
  })

  it.each(['nonsense', 'query:nobody.thing.v1', 'constructor'])('knows no operation %s', async (method) => {
    await expect(outcomeOf((ctx) => ctx.call(method))).rejects.toMatchObject({ code: 'unknown_method' })
  })

  it('calls other extensions with the permission to', async () => {
    const method = 'query:finance:balance.v1'
    const calling = doing((ctx) => ctx.call(method, { account: 1 }))
    const host = createTestHost(calling, { operations: { [method]: (payload) => ({ payload, balance: 5 }) } })
    await expect(host.query('run', {})).rejects.toMatchObject({ code: 'permission_denied' })
    host.grant({ permission: 'extensions.call', scope: { operations: ['finance:*'] } })
    expect(await host.query('run', {})).toEqual({ payload: { account: 1 }, balance: 5 })
    host.grant({ permission: 'extensions.call', scope: { operations: ['query:finance:other.v1'] } })
    await expect(host.query('run', {})).rejects.toMatchObject({ code: 'permission_denied' })
  })

  const balance = { 'query:finance:balance.v1': () => 5 }

  it.each<[method: string, code: string]>([
    ['query:nobody:thing.v1', 'not_installed'],
    ['nobody:thing', 'not_installed'],
    ['query:finance:other.v1', 'unknown_method'],
    ['action:finance:balance.input.v1', 'unknown_method'],
  ])('says of %s that it is not there only to those who may call it: %s', async (method, code) => {
    const host = createTestHost(
      doing((ctx) => ctx.call(method)),
      { operations: balance },
    )
    await expect(host.query('run', {})).rejects.toMatchObject({ code: 'permission_denied' })
    host.grant('extensions.call')
    await expect(host.query('run', {})).rejects.toMatchObject({ code })
  })

  it('takes an alias for the operation that it stands for, and asks for the right to that one', async () => {
    const host = createTestHost(
      doing((ctx) => ctx.call('finance:balance')),
      { operations: balance },
    )
    host.grant({ permission: 'extensions.call', scope: { operations: ['query:finance:balance.v1'] } })
    expect(await host.query('run', {})).toBe(5)
    host.grant({ permission: 'extensions.call', scope: { operations: ['action:finance:balance.input.v1'] } })
    await expect(host.query('run', {})).rejects.toMatchObject({ code: 'permission_denied' })
  })

  it('rejects a call that another extension answers with an error, as a sandbox does', async () => {
    const error = { error: 'There is no such account', code: 'account_not_found' }
    const host = createTestHost(
      doing((ctx) => ctx.call('query:finance:balance.v1')),
      { grants: ['extensions.call'], operations: { 'query:finance:balance.v1': async () => error } },
    )
    const outcome = await host.query('run', {}).catch((thrown: unknown) => thrown)
    expect(outcome).toBeInstanceOf(PlatformError)
    expect(outcome).toMatchObject({ code: error.code, message: error.error })
  })
})

describe('entries of a test host', () => {
  const operations: Record<string, (ctx: Context) => Promise<unknown>> = {
    create: (ctx) => ctx.entries.create({ path: '/a', text: 'x' }),
    get: (ctx) => ctx.entries.get({ path: '/a' }),
    list: (ctx) => ctx.entries.list(),
    search: (ctx) => ctx.entries.search({ q: 'a' }),
  }

  it.each(Object.keys(operations))('deny %s to an extension without a grant', async (name) => {
    const error = await outcomeOf(operations[name]!).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(PlatformError)
    expect(error).toMatchObject({ code: 'permission_denied' })
  })

  it('are created, read and listed in order of path', async () => {
    const answer = await outcomeOf(
      async ({ entries }) => {
        await entries.create({ path: '/b/two.txt', base64: btoa('two') })
        await entries.create({ path: '/b/one.txt', text: 'one', metadata: { kind: 'number' } })
        await entries.create({ path: '/c.txt' })
        const { text } = await entries.get({ path: '/b/two.txt', content: 'text' })
        const { base64, entry } = await entries.get({ path: '/b/one.txt', content: 'base64' })
        const first = await entries.list({ path: '/b', limit: 1 })
        const second = await entries.list({ path: '/b', limit: 1, cursor: first.nextCursor ?? '' })
        const found = await entries.search({ q: 'TWO' })
        return [
          text,
          base64,
          entry.metadata,
          [first, second, found].map(({ items }) => items.map(({ path }) => path)),
          second.nextCursor,
        ]
      },
      ['entries.read', 'entries.write'],
    )
    const listed = [['/b/one.txt'], ['/b/two.txt'], ['/b/two.txt']]
    expect(answer).toEqual(['two', btoa('one'), { kind: 'number' }, listed, null])
  })

  it('show no more than the scope of the grant', async () => {
    const reading = doing(async ({ entries }) => (await entries.list()).items.map(({ path }) => path))
    const host = createTestHost(reading)
    for (const path of ['/notes/a', '/notes/deep/b', '/private/c']) host.entries.put(path, 'x')
    const seen = async (...paths: string[]) => {
      host.grant({ permission: 'entries.read', scope: { paths } })
      return host.query('run', {})
    }
    expect(await seen('/notes/**')).toEqual(['/notes/a', '/notes/deep/b'])
    expect(await seen('/notes/*')).toEqual(['/notes/a'])
    expect(await seen('/private/c')).toEqual(['/private/c'])
  })

  it('are covered by a grant as the gate of the platform has it, not by how a path begins', async () => {
    const host = createTestHost(doing((ctx) => ctx.entries.list()))
    for (const path of ['/notes/a', '/notes/../b']) host.entries.put(path, 'x')
    for (const paths of [['/notes/**'], ['/notes/*', '/**']]) {
      host.grant({ permission: 'entries.read', scope: { paths } })
      expect(await host.query('run', {})).toMatchObject({ items: [{ path: '/notes/a' }] })
    }
  })

  it('are denied from the next call on once the grant is revoked', async () => {
    const host = createTestHost(
      doing((ctx) => ctx.entries.get({ path: '/a', content: 'text' })),
      { grants: ['entries.read'] },
    )
    host.entries.put('/a', 'text')
    await expect(host.query('run', {})).resolves.toMatchObject({ text: 'text' })
    host.revoke('entries.read')
    await expect(host.query('run', {})).rejects.toMatchObject({ code: 'permission_denied' })
  })

  it('keep sidecars beside them', async () => {
    const writing = doing(async ({ entries }) => {
      const { entry } = await entries.get({ path: '/a' })
      await entries.writeSidecar({ entry: entry.id, name: 'note.json', text: '{}' })
      await entries.writeSidecar({ entry: entry.id, name: 'note.json', text: '{"new": true}' })
      return (await entries.readSidecar({ entry: entry.id, name: 'note.json' })).text
    })
    const host = createTestHost(writing, { grants: ['entries.read', 'entries.write'] })
    host.entries.put('/a', 'text')
    expect(await host.query('run', {})).toBe('{"new": true}')
    expect(host.entries.sidecarText('/a', 'note.json')).toBe('{"new": true}')
  })

  it.each<[string, (ctx: Context) => Promise<unknown>]>([
    ['entry_not_found', ({ entries }) => entries.get({ path: '/none' })],
    ['entry_exists', ({ entries }) => entries.create({ path: '/a' })],
    ['entry_not_text', ({ entries }) => entries.get({ path: '/bytes', content: 'text' })],
    ['invalid_input', ({ entries }) => entries.create({ path: 'relative' })],
    [
      'sidecar_not_found',
      async ({ entries }) => entries.readSidecar({ entry: (await entries.get({ path: '/a' })).entry.id, name: 'none' }),
    ],
  ])('answer %s as the platform does', async (code, run) => {
    const host = createTestHost(doing(run), { grants: ['entries.read', 'entries.write'] })
    host.entries.put('/a', 'text')
    host.entries.put('/bytes', new Uint8Array([0xff, 0xfe]))
    await expect(host.query('run', {})).rejects.toMatchObject({ code })
  })

  const id = '00000000-0000-4000-8000-000000000000'
  const big = { text: 'x'.repeat(16_384) }

  it.each<[what: string, name: string, payload: object]>([
    ['a type with parameters', 'entries.create', { path: '/a', mimeType: 'text/plain; charset=utf-8' }],
    ['a path that leads upwards', 'entries.create', { path: '/notes/../a' }],
    ['a path that ends in a slash', 'entries.create', { path: '/notes/' }],
    ['a path that is not in form C', 'entries.create', { path: '/u\u0308' }],
    ['content in two forms', 'entries.create', { path: '/a', text: 'x', base64: 'eA==' }],
    ['more than 16 KiB of metadata', 'entries.create', { path: '/a', metadata: big }],
    ['no name at all', 'entries.get', {}],
    ['two names', 'entries.get', { path: '/a', id }],
    ['an id that is none', 'entries.get', { id: 'a' }],
    ['a folder that ends in a slash', 'entries.list', { path: '/notes/' }],
    [
      'a sidecar to be written under a title',
      'entries.write_sidecar',
      { entry: id, name: 'Summary of day', text: 'x' },
    ],
    ['a sidecar to be read by a title', 'entries.read_sidecar', { entry: id, name: 'Summary of day' }],
  ])('refuse %s, as the platform does', async (_, name, payload) => {
    const isAction = ['entries.create', 'entries.write_sidecar'].includes(name)
    const call = (ctx: Context) => ctx.call(isAction ? `action:${name}.input.v1` : `query:${name}.v1`, payload)
    await expect(outcomeOf(call, ['entries.read', 'entries.write'])).rejects.toMatchObject({ code: 'invalid_input' })
  })

  it.each<[string, (ctx: Context) => Promise<unknown>]>([
    ['get', ({ entries }) => entries.get({ id })],
    ['writeSidecar', ({ entries }) => entries.writeSidecar({ entry: id, name: 'a', text: 'x' })],
    ['readSidecar', ({ entries }) => entries.readSidecar({ entry: id, name: 'a' })],
  ])('do not tell who has no grant which ids there are: %s', async (_, run) => {
    await expect(outcomeOf(run)).rejects.toMatchObject({ code: 'permission_denied' })
    await expect(outcomeOf(run, ['entries.read', 'entries.write'])).rejects.toMatchObject({ code: 'entry_not_found' })
  })

  it.each(['/a/file/below', '/a'])('are not created at %s when that would make a folder of a file', async (path) => {
    const host = createTestHost(
      doing(({ entries }) => entries.create({ path })),
      { grants: ['entries.write'] },
    )
    host.entries.put('/a/file', 'text')
    await expect(host.query('run', {})).rejects.toMatchObject({ code: 'entry_path_taken' })
  })

  it('are of the type that their name says, and sidecars too', async () => {
    const answer = await outcomeOf(
      async ({ entries }) => {
        const { id: entry, mimeType } = await entries.create({ path: '/r.md', text: '# R' })
        return [mimeType, (await entries.writeSidecar({ entry, name: 'r.json', text: '{}' })).mimeType]
      },
      ['entries.write'],
    )
    expect(answer).toEqual(['text/markdown', 'application/json'])
  })

  it('refuse a scope that the permission does not have', () => {
    const host = createTestHost(doing(async () => null))
    expect(() => host.grant({ permission: 'entries.read', scope: { paths: ['relative'] } })).toThrow('absolute')
  })
})
