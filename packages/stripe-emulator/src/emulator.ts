import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'

import type { Control } from './control/control.ts'
import { registerControl } from './control/control-routes.ts'
import { createCore, type EmulatorCore } from './emulator-core.ts'
import { registerApi } from './http/api-server.ts'
import { Idempotency } from './http/idempotency.ts'
import { formOfMultipart } from './http/multipart.ts'
import { registerPages } from './pages/pages.ts'

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
  /** How events are sent; the global `fetch` unless told otherwise. */
  readonly webhookFetch?: typeof globalThis.fetch
  /** Told of failures of the emulator itself; written to the standard error output unless told otherwise. */
  readonly onError?: (error: unknown) => void
}

export interface StripeEmulator {
  /** Such as `http://127.0.0.1:12111`. */
  readonly url: string
  readonly port: number
  readonly secretKey: string
  readonly webhookSecret: string
  /** For whoever knows only later where to hear of events: at this address, from now on. */
  sendWebhooksTo(url: string): void
  /** What Stripe has no route for: time, faults, what banks and card holders do. */
  readonly control: Control
  /** Ends deliveries and connections, and keeps what is to be kept. */
  close(): Promise<void>
}

export const DEFAULT_SECRET_KEY = 'sk_test_local_emulator'

const TICK_MS = 1_000
/** A file, and what is around it. */
const UPLOAD_BYTES = 6 * 1024 * 1024

/**
 * Starts a local emulator of the part of Stripe that its README lists. It is not Stripe: no money moves, and it was never
 * compared with Stripe's servers.
 *
 * @throws Error when the host is not the loopback interface, the port is taken, or the snapshot is of another version.
 */
export async function startStripeEmulator(options: EmulatorOptions = {}): Promise<StripeEmulator> {
  const host = requireLoopback(options.host ?? '127.0.0.1')
  const core = await createCore(options)
  const secretKey = options.secretKey ?? DEFAULT_SECRET_KEY
  const server = createServer(core, secretKey)
  core.address.url = await server.listen({ host, port: options.port ?? 0 }).catch(async (error: unknown) => {
    await core.close()
    throw error
  })
  const ticking = setInterval(core.doDue, TICK_MS).unref()
  core.sender.wake()
  return {
    url: core.address.url,
    port: Number(new URL(core.address.url).port),
    secretKey,
    webhookSecret: core.webhookSecret,
    control: core.control,
    sendWebhooksTo: core.sendWebhooksTo,
    close: async () => {
      clearInterval(ticking)
      core.faults.release()
      await server.close()
      await core.close()
    },
  }
}

function createServer(core: EmulatorCore, secretKey: string): FastifyInstance {
  const server = Fastify({ bodyLimit: 1 << 20, forceCloseConnections: true })
  server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  )
  server.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer', bodyLimit: UPLOAD_BYTES },
    ({ headers }: FastifyRequest, body: Buffer) => formOfMultipart(body, headers['content-type'] ?? ''),
  )
  registerApi(server, {
    ...core,
    secretKey,
    idempotency: new Idempotency(),
    afterRequest: () => setImmediate(core.doDue),
  })
  registerPages(server, {
    world: core.world,
    settle: async () => {
      core.doDue()
      await core.persist()
    },
  })
  registerControl(server, core.control)
  return server
}

function requireLoopback<T extends string>(host: T): T {
  if (host !== '127.0.0.1' && host !== '::1') {
    throw new Error(`The Stripe emulator listens on the loopback interface alone, not on ${host as string}`)
  }
  return host
}
