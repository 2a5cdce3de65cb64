import { parseArgs } from 'node:util'

import { startStripeEmulator } from './emulator.ts'

const HELP = `stripe-emulator: a local emulator of a part of Stripe. It is not Stripe; no money moves.

  --port <number>            port on 127.0.0.1; 12111 unless told otherwise
  --snapshot <file>          keep everything in this file over a restart
  --webhook-url <url>        deliver every event to this address
  --webhook-secret <secret>  sign deliveries with this secret; a new one unless told otherwise
`

/** Starts an emulator and prints where it is, until it is interrupted. */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '12111' },
      snapshot: { type: 'string' },
      'webhook-url': { type: 'string' },
      'webhook-secret': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(HELP)
    return
  }
  const url = values['webhook-url']
  const emulator = await startStripeEmulator({
    port: Number(values.port),
    snapshotFile: values.snapshot,
    ...(url === undefined ? {} : { webhook: { url, secret: values['webhook-secret'] } }),
  })
  process.stdout.write(
    `This is a local Stripe emulator. No money moves.\n` +
      `  address         ${emulator.url}\n` +
      `  secret key      ${emulator.secretKey}\n` +
      `  webhook secret  ${emulator.webhookSecret}\n`,
  )
  const stop = () => void emulator.close()
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}
