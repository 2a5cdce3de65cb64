import { Stripe } from 'stripe'
import { onTestFinished } from 'vitest'

import { startStripeEmulator, type EmulatorOptions, type StripeEmulator } from '../src/index.ts'

/** The official library, pointed at an emulator. */
export function clientOf(
  { port, secretKey }: Pick<StripeEmulator, 'port' | 'secretKey'>,
  config: Stripe.StripeConfig = {},
): Stripe {
  return new Stripe(secretKey, {
    host: '127.0.0.1',
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
    ...config,
  })
}

/** An emulator and a client for one test; both end with it. An error of the emulator itself fails the test. */
export async function startEmulator(options: EmulatorOptions = {}) {
  const errors: unknown[] = []
  const emulator = await startStripeEmulator({ onError: (error) => errors.push(error), ...options })
  onTestFinished(async () => {
    await emulator.close()
    if (errors.length > 0) throw new AggregateError(errors, 'The emulator failed')
  })
  return { emulator, control: emulator.control, stripe: clientOf(emulator) }
}

/** The error that a promise ends with. */
export async function errorOf(promise: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (outcome instanceof Stripe.errors.StripeError) return outcome
  throw new Error(`Expected an error of Stripe, not ${String(outcome)}`)
}
