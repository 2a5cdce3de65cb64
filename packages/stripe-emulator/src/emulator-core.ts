import { Stripe } from 'stripe'

import { runDue } from './agenda/runner.ts'
import { type Control, createControl } from './control/control.ts'
import type { EmulatorOptions } from './emulator.ts'
import { ApiFaults } from './http/api-faults.ts'
import { RequestLog } from './http/request-log.ts'
import { newSecret } from './state/ids.ts'
import { forgetOld } from './state/retention.ts'
import { Snapshot } from './state/snapshot.ts'
import { Store } from './state/store.ts'
import { type Settings, World } from './state/world.ts'
import { CONFIGURED_ENDPOINT, DEFAULT_RETRY_DELAYS_MS, WebhookSender } from './webhooks/delivery.ts'

/** An emulator without its server. */
export interface EmulatorCore {
  readonly world: World
  readonly sender: WebhookSender
  readonly faults: ApiFaults
  readonly control: Control
  readonly webhookSecret: string
  /** Sends events there from now on, instead of where the options said. */
  readonly sendWebhooksTo: (url: string) => void
  /** Where the server answers, once it does. */
  readonly address: { url: string }
  /** Resolves when what was decided so far is kept. */
  readonly persist: () => Promise<void>
  /** Does what is due. */
  readonly doDue: () => void
  readonly onError: (error: unknown) => void
  readonly close: () => Promise<void>
}

/** Puts together what an emulator consists of, with what a snapshot kept. */
export async function createCore(options: EmulatorOptions): Promise<EmulatorCore> {
  const onError = options.onError ?? reportError
  const store = new Store()
  const snapshot = options.snapshotFile === undefined ? undefined : new Snapshot(options.snapshotFile, store)
  await snapshot?.load()
  const persist = async () => snapshot?.flush()
  const address = { url: '' }
  const world = new World(
    store,
    settingsOf(options, address, (event, scope) => sender.enqueue(event, scope)),
  )
  forgetOld(world)
  const sender = new WebhookSender(world, {
    retryDelaysMs: options.webhookRetryDelaysMs ?? DEFAULT_RETRY_DELAYS_MS,
    timeoutMs: options.webhookTimeoutMs ?? 10_000,
    fetch: options.webhookFetch ?? globalThis.fetch,
    persist,
    onError,
  })
  const webhookSecret = options.webhook?.secret ?? newSecret('whsec')
  configureEndpoint(world, options.webhook?.url, webhookSecret)
  const faults = new ApiFaults()
  const control = createControl({ world, sender, faults, persist })
  const doDue = () => runSafely(() => runDue(world), onError)
  const close = async () => {
    await sender.close()
    await snapshot?.close()
  }
  const sendWebhooksTo = (url: string) => configureEndpoint(world, url, webhookSecret)
  return { world, sender, faults, control, webhookSecret, sendWebhooksTo, address, persist, doDue, onError, close }
}

function settingsOf(
  { clock = Date.now, settlementDays = 2 }: EmulatorOptions,
  address: { readonly url: string },
  onEvent: Settings['onEvent'],
): Settings {
  return {
    get url() {
      return address.url
    },
    clock,
    settlementDays,
    apiVersion: Stripe.API_VERSION,
    requests: new RequestLog(),
    onEvent,
  }
}

/** The endpoint from the options, anew at each start and when it is told later. */
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
