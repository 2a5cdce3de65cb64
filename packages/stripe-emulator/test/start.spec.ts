import { expect, it } from 'vitest'

import { startStripeEmulator } from '../src/index.ts'
import { startEmulator } from './emulator.ts'

it('listens on the loopback interface alone', async () => {
  await expect(startStripeEmulator({ host: '0.0.0.0' as '127.0.0.1' })).rejects.toThrow('loopback')
})

it('says so when its port is taken', async () => {
  const { emulator } = await startEmulator()
  await expect(startStripeEmulator({ port: emulator.port })).rejects.toThrow('EADDRINUSE')
})

it('lives by the clock it is given, and can be moved ahead of it', async () => {
  let now = Date.UTC(2030, 0, 1)
  const { stripe, control } = await startEmulator({ clock: () => now })
  expect((await stripe.customers.create({})).created).toBe(now / 1000)
  now += 1_000
  await control.advance({ days: 1 })
  expect((await stripe.customers.create({})).created).toBe(now / 1000 + 86_400)
  await expect(control.advance({ days: -1 })).rejects.toThrow('ahead')
})
