import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import cookie from '@fastify/cookie'
import { type FastifyError, type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import helmet from '@fastify/helmet'
import type { Type, DynamicModule } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import pino, { type Logger } from 'pino'
import type { AppConfig } from '../../config/app-config.ts'
import { BODY_LIMIT_BYTES, limitBodies } from './body-limit.ts'
import { httpErrors } from './http.errors.ts'
import { Metrics } from './metrics.ts'
import { serveOpenApi } from './openapi.ts'
import { PinoLogger } from './pino-logger.ts'
import { PageDocument } from './page-document.ts'
import { sendProblem, toProblem } from './problem.filter.ts'
import { serveStore } from './store.ts'
import { dropUnreadBodies } from './unread-body.ts'

/** From the first byte of a request to its last: the largest upload over a line of half a megabit. */
const REQUEST_TIMEOUT_MS = 600_000
const REQUEST_ID = /^[\w.-]{8,64}$/

/** Structured lines on standard output; for people when that is a terminal. Secrets are never in them. */
export function createLogger(level: AppConfig['logLevel']): Logger {
  const redact = { paths: ['req.headers.authorization', 'req.headers.cookie'], censor: '…' }
  if (!process.stdout.isTTY) return pino({ level, redact })
  return pino({
    level,
    redact,
    transport: {
      target: 'pino-pretty',
      options: { ignore: 'pid,hostname', singleLine: true, translateTime: 'HH:MM:ss' },
    },
  })
}

/** Everything between the socket and the controllers. */
export async function createServer(
  module: Type | DynamicModule,
  config: AppConfig,
  options: { logger: Logger; webRoot: string | null; version: string },
): Promise<NestFastifyApplication> {
  const { webRoot } = options
  const store = webRoot === null ? null : { webRoot, document: await PageDocument.read(webRoot) }
  const adapter = new FastifyAdapter({
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: options.logger.level !== 'debug' }),
    bodyLimit: BODY_LIMIT_BYTES,
    trustProxy: config.trustProxy && isProxyInFront,
    requestIdHeader: false,
    genReqId: requestId,
    routerOptions: { maxParamLength: 500 },
    forceCloseConnections: 'idle',
    requestTimeout: REQUEST_TIMEOUT_MS,
    frameworkErrors: answerUnreadable,
  })
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new PinoLogger(options.logger),
    // What is wrong at the start is explained by main, not by an abort.
    abortOnError: false,
    // Signatures are of the bytes that came, not of what was read from them.
    rawBody: true,
  })
  const fastify = app.getHttpAdapter().getInstance()
  fastify.decorateRequest('principal', null)
  limitBodies(fastify)
  // Archives reach their reader as a stream: nothing buffers them before their size is known.
  fastify.addContentTypeParser(
    ['application/gzip', 'application/x-gzip', 'application/octet-stream'],
    (_request, payload, done) => done(null, payload),
  )
  // Everything else is JSON. What any page may send to any site, text and forms, is no way in.
  fastify.removeContentTypeParser('text/plain')
  app.useBodyParser('application/x-www-form-urlencoded', {}, (_request, _body, done) =>
    done(httpErrors.unsupportedMediaType()),
  )
  acceptEmptyJson(app)
  await app.register(cookie)
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        connectSrc: ["'self'"],
        fontSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        scriptSrc: ["'self'", ...(store?.document.scriptSources ?? [])],
        styleSrc: ["'self'"],
      },
    },
    strictTransportSecurity: config.publicUrl?.startsWith('https:') ?? false,
    referrerPolicy: { policy: 'same-origin' },
  })
  fastify.addHook('onRequest', async ({ url }) => requirePlainAddress(url))
  observe(app, options.logger)
  dropUnreadBodies(fastify)
  app.enableShutdownHooks([])
  serveOpenApi(app, options.version)
  if (store !== null) await serveStore(app, store.webRoot, store.document)
  return app
}

/** Clients often name JSON as the type of a body that they leave out; that is no body, not a broken one. */
function acceptEmptyJson(app: NestFastifyApplication): void {
  const parse = app.getHttpAdapter().getInstance().getDefaultJsonParser('error', 'error')
  app.useBodyParser('application/json', { bodyLimit: BODY_LIMIT_BYTES }, (request, body, done) => {
    if (body.length === 0) done(null, undefined)
    else void parse(request as FastifyRequest, body.toString('utf8'), done)
  })
}

/** One proxy is believed: what stands before the address that it added, anybody may have written. */
const isProxyInFront = (_address: string, hop: number): boolean => hop === 0

/** A caller's own id is kept when it is harmless, so that a request can be followed across systems. */
function requestId(request: IncomingMessage): string {
  const given = request.headers['x-request-id']
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID()
}

/** What the router cannot read passes by all hooks, handlers and filters. */
function answerUnreadable(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  void reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff')
  sendProblem(reply, toProblem(error, request))
}

/** No name of ours has a zero character, and no database can be asked for one. */
function requirePlainAddress(url: string): void {
  if (url.includes('%00')) throw httpErrors.badAddress()
}

function observe(app: NestFastifyApplication, logger: Logger): void {
  const metrics = app.get(Metrics)
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onSend', async (request, reply) => {
      void reply.header('x-request-id', request.id)
    })
    .addHook('onResponse', async (request, reply) => {
      const route = request.routeOptions.url ?? 'none'
      metrics.requestSeconds.observe(
        { method: request.method, route, status: reply.statusCode },
        reply.elapsedTime / 1000,
      )
      if (route.startsWith('/v1/')) {
        logger.info({
          requestId: request.id,
          method: request.method,
          route,
          status: reply.statusCode,
          ms: Math.round(reply.elapsedTime),
          userId: request.principal?.userId,
        })
      }
    })
}
