import { join } from 'node:path'
import { startStripeEmulator, DEFAULT_SECRET_KEY } from '@grantry/stripe-emulator'
import type { AppConfig } from './config/app-config.ts'
import { PaymentsConfig } from './config/payments-config.ts'

const WEBHOOK_PATH = '/v1/billing/webhooks/stripe'

export interface Payments {
  config: PaymentsConfig
  /** The server listens now: an emulator that was started here tells it what happens. */
  tell(port: number): void
  close(): Promise<void>
}

/**
 * Finds out where payments go. Without keys of Stripe that is a local emulator, started here unless another one is named;
 * the rest of the server does not know the difference.
 */
export async function startPayments(config: AppConfig): Promise<Payments> {
  if (config.stripe !== null) return elsewhere(new PaymentsConfig({ provider: 'stripe', ...config.stripe }))
  const { url, webhookSecret, port } = config.stripeEmulator
  if (url !== null)
    return elsewhere(
      new PaymentsConfig({ provider: 'emulator', secretKey: DEFAULT_SECRET_KEY, webhookSecret, apiBase: url }),
    )
  const emulator = await startStripeEmulator({ port, snapshotFile: join(config.dataDir, 'stripe-emulator.json') })
  return {
    config: new PaymentsConfig({
      provider: 'emulator',
      secretKey: emulator.secretKey,
      webhookSecret: emulator.webhookSecret,
      apiBase: new URL(emulator.url),
    }),
    tell: (serverPort) => emulator.sendWebhooksTo(`http://127.0.0.1:${serverPort}${WEBHOOK_PATH}`),
    close: () => emulator.close(),
  }
}

const elsewhere = (config: PaymentsConfig): Payments => ({
  config,
  tell: () => undefined,
  close: async () => undefined,
})
