import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'

import { startStripeEmulator, type EmulatorOptions } from '../src/index.ts'
import { clientOf } from './emulator.ts'
import { SECRET, startReceiver } from './receiver.ts'

describe('a snapshot', () => {
  it('keeps objects, idempotency keys, the time and what is to come over a restart', async () => {
    const snapshotFile = await newFile()
    const first = await start({ snapshotFile })
    const customer = await first.stripe.customers.create({ name: 'Ada' })
    const price = await first.stripe.prices.create({
      product_data: { name: 'Word statistics' },
      unit_amount: 500,
      currency: 'usd',
      recurring: { interval: 'month' },
    })
    await first.stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
    const [method] = (await first.stripe.paymentMethods.list({ customer: customer.id })).data
    const { id } = await first.stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      default_payment_method: method?.id,
    })
    await first.emulator.control.advance({ days: 20 })
    const options = { idempotencyKey: 'once' }
    const other = await first.stripe.customers.create({ name: 'Grace' }, options)
    await first.emulator.close()

    const second = await start({ snapshotFile })
    expect((await second.stripe.customers.create({ name: 'Grace' }, options)).id).toBe(other.id)
    expect((await second.stripe.prices.retrieve(price.id)).unit_amount_decimal?.toString()).toBe('500')
    await second.emulator.control.advance({ days: 12 })
    expect((await second.stripe.invoices.list({ subscription: id })).data).toMatchObject([
      { billing_reason: 'subscription_cycle', status: 'paid' },
      { billing_reason: 'subscription_create', status: 'paid' },
    ])
  })

  it('has events that were not delivered delivered after a restart', async () => {
    const snapshotFile = await newFile()
    const receiver = await startReceiver()
    const webhook = { url: receiver.url, secret: SECRET }
    const first = await start({ snapshotFile, webhook })
    first.emulator.control.webhooks.hold()
    await first.stripe.customers.create({})
    await first.emulator.close()
    expect(receiver.events).toEqual([])
    const second = await start({ snapshotFile, webhook })
    await second.emulator.control.webhooks.idle()
    expect(receiver.types()).toEqual(['customer.created'])
  })

  it('leaves out what was cut off in the middle of a write', async () => {
    const snapshotFile = await newFile()
    const first = await start({ snapshotFile })
    const customer = await first.stripe.customers.create({ name: 'Ada' })
    await first.emulator.close()
    await appendFile(snapshotFile, '{"offsetMs":0,"sequence":9,"put":[["customer","cus_cut"')
    const second = await start({ snapshotFile })
    const { data } = await second.stripe.customers.list()
    expect(data.map(({ id }) => id)).toEqual([customer.id])
  })

  it('of another version is refused rather than misread', async () => {
    const snapshotFile = await newFile()
    await mkdir(dirname(snapshotFile))
    await writeFile(snapshotFile, '{"version":2}\n')
    await expect(startStripeEmulator({ snapshotFile })).rejects.toThrow('another version')
  })

  it('holds whatever was answered when the process is killed', async () => {
    const snapshotFile = await newFile()
    const child = spawn(process.execPath, [
      fileURLToPath(new URL('../bin/stripe-emulator.mjs', import.meta.url)),
      '--port',
      '0',
      '--snapshot',
      snapshotFile,
    ])
    onTestFinished(() => void child.kill('SIGKILL'))
    const [output] = (await once(child.stdout, 'data')) as [Buffer]
    const port = Number(/127\.0\.0\.1:(\d+)/.exec(output.toString())?.[1])
    const stripe = clientOf({ port, secretKey: 'sk_test_local_emulator' })
    const made: string[] = []
    for (let count = 0; count < 5; count++) made.push((await stripe.customers.create({})).id)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const after = await start({ snapshotFile })
    expect((await after.stripe.customers.list()).data.map(({ id }) => id)).toEqual(made.toReversed())
  })
})

async function start(options: EmulatorOptions) {
  const emulator = await startStripeEmulator(options)
  onTestFinished(() => emulator.close())
  return { emulator, stripe: clientOf(emulator) }
}

async function newFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stripe-emulator-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return join(folder, 'state', 'snapshot.json')
}
