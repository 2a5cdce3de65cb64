import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { parseForm } from '../http/form.ts'
import { StripeFault } from '../http/stripe-fault.ts'
import type { World } from '../state/world.ts'
import { html } from './html.ts'
import { contentSecurityPolicy, type Page, renderPage } from './layout.ts'

export interface PageParts {
  readonly world: World
  /** Does what follows at once from an act on a page, and resolves when it is kept. */
  readonly settle: () => Promise<void>
}

/** The fields of a form, each once. */
export type FormInput = Readonly<Record<string, string>>

export interface PageHandlers {
  /** @param problem - what went wrong with the form that was sent, to be shown. */
  show(world: World, id: string, problem?: string, input?: FormInput): Page
  /** Answers where to go on, or a page. A StripeFault shows the page again, with what it says. */
  submit?(world: World, id: string, input: FormInput): { readonly goTo: string } | Page
}

/** Puts a page on the server, at a path with or without `:id`. */
export function registerPage(server: FastifyInstance, parts: PageParts, path: string, handlers: PageHandlers): void {
  server.get(path, (request, reply) => {
    if (!isLocal(request)) return refuse(reply)
    return answer(reply, () => handlers.show(parts.world, idOf(request)))
  })
  const { submit } = handlers
  if (!submit) return
  server.post(path, async (request, reply) => {
    if (!isLocal(request) || request.headers.origin !== `http://${request.headers.host}`) return refuse(reply)
    const input = inputOf(request)
    const id = idOf(request)
    const result = attempt(
      () => submit.call(handlers, parts.world, id, input),
      (fault) => ({ ...handlers.show(parts.world, id, fault.message, input), status: fault.status }),
    )
    await parts.settle()
    return 'goTo' in result ? reply.redirect(result.goTo, 303) : answer(reply, () => result)
  })
}

function answer(reply: FastifyReply, make: () => Page): FastifyReply {
  const page = attempt(make, (fault) => ({
    title: 'There is nothing here',
    body: html`<p>${fault.message}</p>`,
    status: fault.status,
  }))
  return reply
    .code(page.status ?? 200)
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('content-security-policy', contentSecurityPolicy(page))
    .header('referrer-policy', 'same-origin')
    .header('x-content-type-options', 'nosniff')
    .send(renderPage(page))
}

function attempt<T>(work: () => T, onFault: (fault: StripeFault) => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof StripeFault) return onFault(error)
    throw error
  }
}

/** A page of somebody else cannot act here under a name of its own that leads to this machine. */
function isLocal(request: FastifyRequest): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(request.headers.host ?? '')
}

function refuse(reply: FastifyReply): FastifyReply {
  return reply.code(403).type('text/plain').send('The local Stripe emulator takes forms of its own pages alone.')
}

function idOf(request: FastifyRequest): string {
  return (request.params as { id?: string }).id ?? ''
}

function inputOf(request: FastifyRequest): FormInput {
  const fields = parseForm(typeof request.body === 'string' ? request.body : '')
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  )
}
