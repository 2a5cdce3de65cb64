import { setTimeout as delay } from 'node:timers/promises'
import { startStripeEmulator, type StripeEmulator } from '@grantry/stripe-emulator'
import { Client } from 'pg'
import { Stripe } from 'stripe'
import { PaymentsConfig } from '../src/config/payments-config.ts'
import { startTestServer, type TestServer } from './server.ts'

export const WEBHOOK_PATH = '/v1/billing/webhooks/stripe'
/** Failed deliveries are tried again soon, and for as long as a test takes. */
const RETRY_DELAYS_MS = Array.from({ length: 2_000 }, () => 50)

/** An emulator, and the database of a server whose payments go to it. */
export interface Billing {
  emulator: StripeEmulator
  /** What somebody does at the provider, past the server. */
  api: Stripe
  /** Waits until nothing is on its way: no event to the server, and no call to the provider. */
  settled(): Promise<void>
  /** What the database says. */
  rows<T extends object>(sql: string, values?: unknown[]): Promise<T[]>
  close(): Promise<void>
}
export type BillingServer = TestServer & Billing

export const emulatedPayments = (emulator: StripeEmulator): PaymentsConfig =>
  new PaymentsConfig({
    provider: 'emulator',
    secretKey: emulator.secretKey,
    webhookSecret: emulator.webhookSecret,
    apiBase: new URL(emulator.url),
  })

export const startEmulator = (): Promise<StripeEmulator> =>
  startStripeEmulator({ webhook: { url: 'http://127.0.0.1:9' }, webhookRetryDelaysMs: RETRY_DELAYS_MS })

/** Watches an emulator and a database. `close` ends both connections, and the emulator. */
export async function watchBilling(emulator: StripeEmulator, connectionString: string): Promise<Billing> {
  const client = new Client({ connectionString })
  await client.connect()
  const rows = async <T extends object>(sql: string, values: unknown[] = []): Promise<T[]> =>
    (await client.query<T>(sql, values)).rows
  return {
    emulator,
    api: new Stripe(emulator.secretKey, {
      host: '127.0.0.1',
      port: emulator.port,
      protocol: 'http',
      telemetry: false,
      maxNetworkRetries: 0,
    }),
    rows,
    settled: () => untilSettled(emulator, rows),
    close: async () => {
      await client.end()
      await emulator.close()
    },
  }
}

/** A server whose payments go to an emulator in this process, which a test can make go wrong. */
export async function startBillingServer(environment: Record<string, string> = {}): Promise<BillingServer> {
  const emulator = await startEmulator()
  const server = await startTestServer(environment, null, null, emulatedPayments(emulator))
  emulator.sendWebhooksTo(`${server.url}${WEBHOOK_PATH}`)
  const billing = await watchBilling(emulator, server.connectionString)
  return {
    ...server,
    ...billing,
    close: async () => {
      // First, because the database goes with the server.
      await billing.close()
      await server.close()
    },
  }
}

async function untilSettled(emulator: StripeEmulator, rows: Billing['rows']): Promise<void> {
  for (;;) {
    await emulator.control.runDue()
    await emulator.control.webhooks.idle()
    const [open] = await rows<{ count: number }>(
      `SELECT count(*)::int AS count FROM provider_calls WHERE state = 'decided'`,
    )
    if (emulator.control.webhooks.pending().length === 0 && open?.count === 0) return
    await delay(20)
  }
}
