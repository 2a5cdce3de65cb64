import Fastify from 'fastify'
import { Stripe } from 'stripe'

import { createControl, type Control } from './control/control.ts'
import { registerControl } from './control/control-routes.ts'
import { ApiFaults } from './http/api-faults.ts'
import { registerApi } from './http/api-server.ts'
import { Idempotency } from './http/idempotency.ts'
import { registerPages } from './pages/pages.ts'
import { runDue } from './agenda/runner.ts'
import { newSecret } from './state/ids.ts'
import { forgetOld } from './state/retention.ts'
import { Snapshot } from './state/snapshot.ts'
import { Store } from './state/store.ts'
import { World, type Settings } from './state/world.ts'
import { CONFIGURED_ENDPOINT, DEFAULT_RETRY_DELAYS_MS, WebhookSender } from './webhooks/delivery.ts'

export interface EmulatorOptions {
  /** Port to listen on, on the loopback interface alone; a free one unless told otherwise. */
  readonly port?: number
  /** `127.0.0.1` or `::1`. Others are refused: anybody who reaches the emulator controls it. */
  readonly host?: '127.0.0.1' | '::1'
  /** A file that keeps everything over a restart; without it everything is forgotten. */
  readonly snapshotFile?: string
  /** An endpoint that hears of every event, of the platform and of connected accounts. */
  readonly webhook?: { readonly url: string; readonly secret?: string }
  /** The key that requests must carry; `sk_test_local_emulator` unless told otherwise. */
  readonly secretKey?: string
  /** Milliseconds since 1970; the wall clock unless told otherwise. Signatures always bear the wall clock's time. */
  readonly clock?: () => number
  /** Days until what was charged is available; two unless told otherwise. */
  readonly settlementDays?: number
  /** Milliseconds between attempts to deliver an event; when they are used up the delivery has failed. */
  readonly webhookRetryDelaysMs?: readonly number[]
  /** Milliseconds an endpoint may take; ten thousand unless told otherwise. */
  readonly webhookTimeoutMs?: number
  /** Told of failures of the emulator itself; written to the standard error output unless told otherwise. */
  readonly onError?: (error: unknown) => void
}

export interface StripeEmulator {
  /** Such as `http://127.0.0.1:12111`. */
  readonly url: string
  readonly port: number
  readonly secretKey: string
  readonly webhookSecret: string
  /** What Stripe has no route for: time, faults, what banks and card holders do. */
  readonly control: Control
  /** Ends deliveries and connections, and keeps what is to be kept. */
  close(): Promise<void>
}

export const DEFAULT_SECRET_KEY = 'sk_test_local_emulator'

const TICK_MS = 1_000

/**
 * Starts a local emulator of the part of Stripe that its README lists. It is not Stripe: no money moves, and it was never
 * compared with Stripe's servers.
 */
export async function startStripeEmulator(options: EmulatorOptions = {}): Promise<StripeEmulator> {
  const host = requireLoopback(options.host ?? '127.0.0.1')
  const onError = options.onError ?? reportError
  const store = new Store()
  const snapshot = options.snapshotFile === undefined ? undefined : new Snapshot(options.snapshotFile, store)
  await snapshot?.load()
  const persist = async () => snapshot?.flush()

  let url = ''
  const settings: Settings = {
    get url() {
      return url
    },
    clock: options.clock ?? Date.now,
    settlementDays: options.settlementDays ?? 2,
    apiVersion: Stripe.API_VERSION,
    onEvent: (event, scope) => sender.enqueue(event, scope),
  }
  const world = new World(store, settings)
  const sender = new WebhookSender(world, {
    retryDelaysMs: options.webhookRetryDelaysMs ?? DEFAULT_RETRY_DELAYS_MS,
    timeoutMs: options.webhookTimeoutMs ?? 10_000,
    persist,
  })
  forgetOld(world)
  const webhookSecret = options.webhook?.secret ?? newSecret('whsec')
  configureEndpoint(world, options.webhook?.url, webhookSecret)
  const secretKey = options.secretKey ?? DEFAULT_SECRET_KEY
  const faults = new ApiFaults()
  const doDue = () => runSafely(() => runDue(world), onError)
  const control = createControl({ world, sender, faults, persist })

  const server = Fastify({ bodyLimit: 1 << 20, forceCloseConnections: true })
  server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  )
  registerApi(server, {
    world,
    secretKey,
    idempotency: new Idempotency(),
    faults,
    persist,
    afterRequest: () => setImmediate(doDue),
    onError,
  })
  registerPages(server, {
    world,
    settle: async () => {
      doDue()
      await persist()
    },
  })
  registerControl(server, control)
  url = await server.listen({ host, port: options.port ?? 0 })
  const ticking = setInterval(doDue, TICK_MS).unref()
  sender.wake()

  return {
    url,
    port: Number(new URL(url).port),
    secretKey,
    webhookSecret,
    control,
    close: async () => {
      clearInterval(ticking)
      faults.release()
      await server.close()
      await sender.close()
      await snapshot?.close()
    },
  }
}

/** The endpoint from the options, anew at each start. */
function configureEndpoint(world: World, url: string | undefined, secret: string): void {
  world.store.remove('webhook_endpoint', CONFIGURED_ENDPOINT)
  if (url === undefined) return
  world.put('webhook_endpoint', {
    id: CONFIGURED_ENDPOINT,
    object: 'webhook_endpoint',
    api_version: world.settings.apiVersion,
    application: null,
    created: world.now(),
    description: 'Given when the emulator was started',
    enabled_events: ['*'],
    livemode: false,
    metadata: {},
    secret,
    status: 'enabled',
    url,
  } satisfies Stripe.WebhookEndpoint)
}

function requireLoopback<T extends string>(host: T): T {
  if (host !== '127.0.0.1' && host !== '::1') {
    throw new Error(`The Stripe emulator listens on the loopback interface alone, not on ${host as string}`)
  }
  return host
}

function runSafely(work: () => void, onError: (error: unknown) => void): void {
  try {
    work()
  } catch (error) {
    onError(error)
  }
}

function reportError(error: unknown): void {
  process.stderr.write(`Stripe emulator: ${error instanceof Error ? error.stack : String(error)}\n`)
}
