import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { coreGuest } from '../../../fixtures/guests.ts'
import { sandboxPids } from '../../../fixtures/processes.ts'
import { TestRuntime } from '../../../fixtures/test-runtime.ts'
import type { RuntimeOptions } from '../../index.ts'

const FAULTY_SANDBOX = fileURLToPath(new URL('../../../fixtures/faulty-sandboxes/by-export.mjs', import.meta.url))

describe('a runtime that did not wait for its last work when it closed', () => {
  let running: TestRuntime | null = null
  const start = (options: Partial<RuntimeOptions>) =>
    (running = new TestRuntime({ poolSize: 0, drainMs: 50, ...options }))
  afterEach(() => running?.close())

  it('starts no process for a call on loan that comes afterwards', async () => {
    const test = start({})
    const guest = coreGuest('conformance', ['echo', 'ask'])
    const [asked, closed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const late = new Promise((resolve) => {
      test.host.call = async (_context, _method, _payload, loan) => {
        asked.resolve()
        await closed.promise
        resolve(test.call(guest, 'echo', {}, { loan, workspace: 'other' }).catch((error: unknown) => error))
        return '{}'
      }
    })
    const call = expect(test.call(guest, 'ask', {})).rejects.toMatchObject({ code: 'sandbox_lost' })
    await asked.promise
    await test.runtime.close()
    await call
    closed.resolve()
    expect(await late).toMatchObject({ code: 'deadline_exceeded', detail: 'its caller has ended' })
    expect(sandboxPids()).toEqual([])
  })

  it('starts none for the checks that waited for one another', async () => {
    const test = start({ sandboxEntry: FAULTY_SANDBOX, checkDeadlineMs: 2_000 })
    const check = () => test.runtime.check({ abi: 'core', code: new Uint8Array(), operations: [], jobs: [] })
    const checks = Promise.all([check(), check(), check()])
    await expect.poll(() => sandboxPids()).toHaveLength(2)
    await test.runtime.close()
    await delay(100)
    expect(sandboxPids()).toEqual([])
    expect((await checks)[2]).toEqual({ verdict: 'undecided', reason: 'The runtime is shutting down' })
  })
})
