import { expect, it } from 'vitest'
import { coreGuest } from '../../../fixtures/guests.ts'
import { useRuntime } from '../../../fixtures/test-runtime.ts'

const running = useRuntime()
const guest = coreGuest('conformance', ['echo', 'ask'])

it('a sandbox that answered its deadlines while the supervisor was busy is not killed for that', async () => {
  const isAsked = new Promise<void>((resolve) => (running().host.onCall = () => resolve()))
  const call = running().call(guest, 'ask', { want: 'nothing' }, { limits: { deadlineMs: 300 } })
  await isAsked
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_000) // this thread does nothing else meanwhile
  await expect(call).rejects.toMatchObject({ code: 'deadline_exceeded' })
  expect(await running().ask(guest, 'echo', 'well')).toBe('well')
  expect(running().incidents).toEqual([])
})
