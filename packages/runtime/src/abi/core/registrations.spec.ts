import { describe, expect, it } from 'vitest'
import { coreCode, coreGuest, guestOf } from '../../../fixtures/guests.ts'
import { useRuntime } from '../../../fixtures/test-runtime.ts'

describe('registrations', () => {
  const running = useRuntime()
  const code = coreCode('registrations')
  const jobs = [
    { name: 'scan', export: 'scan', resumable: true },
    { name: 'tidy', export: 'tidy', resumable: false },
  ]
  const guest = guestOf(code, ['greet'], { jobs })

  it('of what the manifest declares are accepted, under names that the host builds', async () => {
    const { host } = running()
    host.lines.length = 0
    expect(await running().ask(guest, 'greet', {})).toEqual({})
    expect(host.messages).toEqual(['{"method":"query:demo:greet.v1"}', '{"job_name":"demo:scan"}'])
  })

  it('reach no host', () => {
    expect(running().host.calls).toEqual([])
  })

  it('of a job as less or more than declared fail the load', async () => {
    const other = guestOf(code, ['greet'], { jobs: jobs.map((job) => ({ ...job, resumable: true })) })
    await expect(running().call(other, 'greet', {})).rejects.toMatchObject({
      code: 'load_failed',
      detail: expect.stringMatching(/^register_job\("tidy"\)/),
    })
  })

  it.each([
    ['{"method":"bank:balance","export_fn":"register","operation_type":"query"}', 'foreign_namespace'],
    ['{"method":"query:bank:register.v1","export_fn":"register","operation_type":"query"}', 'foreign_namespace'],
    ['{"method":"query:register.v1","export_fn":"register","operation_type":"query"}', 'foreign_namespace'],
    ['{"method":"other","export_fn":"register","operation_type":"query"}', 'undeclared'],
    ['{"method":"register","export_fn":"plugin_init","operation_type":"query"}', 'undeclared'],
    ['{"method":"register","export_fn":"register","operation_type":"action"}', 'undeclared'],
    ['{"method":"__proto__","export_fn":"register","operation_type":"query"}', 'undeclared'],
    ['{}', 'undeclared'],
    ['null', 'undeclared'],
    ['[]', 'undeclared'],
    ['"register"', 'undeclared'],
    ['{"method":"register","export_fn":"register","operation_type":"query"}', 'registration_closed'],
    ['{"method":"demo:register","export_fn":"register","operation_type":"query"}', 'registration_closed'],
    ['{"method":"query:demo:register.v1","export_fn":"register","operation_type":"query"}', 'registration_closed'],
  ])('of %s by a running operation are refused as %s', async (payload, reason) => {
    const late = coreGuest('passes-on-registration', ['register'])
    expect(await running().ask(late, 'register', JSON.parse(payload))).toMatchObject({ code: reason })
  })
})

describe('unloading', () => {
  const running = useRuntime()
  const jobs = [
    { name: 'scan', export: 'scan', resumable: true },
    { name: 'tidy', export: 'tidy', resumable: false },
  ]
  const guest = guestOf(coreCode('registrations'), ['greet'], { jobs })

  it('lets the guest say goodbye, in the context of its last load', async () => {
    const { host, runtime } = running()
    await running().call(guest, 'greet', {}, { install: 'i', context: 'mine' })
    host.lines.length = 0
    await runtime.unload('w', 'i')
    expect(host.lines).toEqual([{ context: 'mine', entry: { level: 'info', message: 'goodbye' } }])
  })

  it('of what is not loaded does nothing', async () => {
    const { host, runtime } = running()
    host.lines.length = 0
    await runtime.unload('w', 'i')
    await runtime.unload('nowhere', 'i')
    expect(host.lines).toEqual([])
  })

  it('happens by itself when the install gets another version, and calls under way finish on the old one', async () => {
    const { host } = running()
    const release = Promise.withResolvers<void>()
    const answer = host.call
    host.call = async (...call) => {
      await release.promise
      return answer(...call)
    }
    const asked = new Promise<void>((resolve) => (host.onCall = () => resolve()))
    const old = coreGuest('conformance', ['ask'])
    const underWay = running().ask(old, 'ask', { nonce: 'old' }, { install: 'i' })
    release.resolve()
    await asked
    host.lines.length = 0
    expect(await running().ask(guest, 'greet', {}, { install: 'i' })).toEqual({})
    expect(await underWay).toEqual({ nonce: 'old' })
    expect(await running().ask(old, 'ask', { nonce: 'back' }, { install: 'i' })).toEqual({ nonce: 'back' })
    expect(host.messages).toContain('goodbye')
    host.call = answer
  })
})

describe('job functions outside of a job', () => {
  const running = useRuntime()
  const guest = coreGuest('job-functions', ['results', 'spawn'])

  it('answer 1 for failed, 0 for no state and 0 for no interruption, and warn once', async () => {
    const { host } = running()
    expect(await running().ask(guest, 'results', {})).toEqual([1, 1, 0, 0])
    expect(host.lines).toMatchObject([
      { entry: { level: 'warn', message: expect.stringContaining('No job is active') } },
    ])
  })

  it('spawn nothing', async () => {
    expect(await running().ask(guest, 'spawn', {})).toEqual({ error: 'No job is active', code: 'no_active_job' })
  })
})

describe('the library of a host call', () => {
  const running = useRuntime()
  const WORKSPACE = '0190b2c4-7a1e-7c3d-9f00-0123456789ab'
  const callWith = (uuid: string) => {
    const code = coreCode('names-library')
    return running().ask(guestOf(code, ['ask']), 'ask', uuid, { workspace: WORKSPACE, install: 'i' })
  }

  it.each([
    ['the workspace itself', WORKSPACE.replaceAll('-', '')],
    ['nothing in particular', '0'.repeat(32)],
  ])('may be %s', async (_, uuid) => {
    expect(await callWith(uuid)).toEqual({ nonce: null })
  })

  it('may not be another workspace', async () => {
    expect(await callWith('f'.repeat(32))).toMatchObject({ code: 'permission_denied' })
  })
})
