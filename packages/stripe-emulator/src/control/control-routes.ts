import type { FastifyInstance } from 'fastify'

import { API_FAULT_KINDS, type ApiFault } from '../http/api-faults.ts'
import { invalidRequest, StripeFault } from '../http/stripe-fault.ts'
import { DELIVERY_FAULT_KINDS, type DeliveryFault } from '../webhooks/delivery.ts'
import type { CheckoutAnswers, Control } from './control.ts'

/**
 * The control as routes, for tests that run in another process: `POST /_emulator/<act>` with JSON. A page of another
 * site cannot send JSON here without asking first, which is not answered.
 */
type Acts = Readonly<Record<string, (body: Body) => unknown>>

interface Body {
  readonly days?: number
  readonly seconds?: number
  readonly id?: string
  readonly answers?: CheckoutAnswers & { readonly country?: string; readonly bankNumber?: string }
  readonly reason?: string
  readonly amount?: number
  readonly verdict?: 'won' | 'lost'
  readonly code?: string
  readonly apiFault?: ApiFault
  readonly webhookFault?: DeliveryFault
}

export function registerControl(server: FastifyInstance, control: Control): void {
  const acts = actsOf(control)
  server.post<{ Params: { act: string }; Body: Body | null }>('/_emulator/:act', async (request, reply) => {
    const act = Object.hasOwn(acts, request.params.act) ? acts[request.params.act] : undefined
    if (!act)
      return reply.code(404).send({ error: `There is no act ${request.params.act}: ${Object.keys(acts).join(', ')}` })
    if (request.headers['content-type']?.split(';')[0] !== 'application/json') {
      return reply.code(415).send({ error: 'The control takes application/json alone' })
    }
    try {
      return reply.send({ result: (await act(request.body ?? {})) ?? null })
    } catch (error) {
      if (!(error instanceof StripeFault)) throw error
      return reply.code(error.status).send({ error: error.message })
    }
  })
}

function actsOf(control: Control): Acts {
  return {
    advance: ({ days, seconds }) => control.advance({ days, seconds }),
    run_due: () => control.runDue(),
    pay_checkout: ({ id = '', answers }) => control.payCheckout(id, answers),
    complete_onboarding: ({ id = '', answers }) => control.completeOnboarding(id, answers),
    restrict_account: ({ id = '' }) => control.restrictAccount(id),
    open_dispute: ({ id = '', reason, amount }) => control.openDispute(id, reason, amount),
    decide_dispute: ({ id = '', verdict = 'lost' }) => control.decideDispute(id, verdict),
    open_inquiry: ({ id = '', reason }) => control.openInquiry(id, reason),
    escalate_inquiry: ({ id = '' }) => control.escalateInquiry(id),
    close_head_office: () => control.closeHeadOffice(),
    fail_refund: ({ id = '' }) => control.failRefund(id),
    pay_payout: ({ id = '' }) => control.payPayout(id),
    fail_payout: ({ id = '', code }) => control.failPayout(id, code),
    inject_api_fault: ({ apiFault }) => control.api.inject(requireKind(apiFault, API_FAULT_KINDS)),
    release_requests: () => control.api.release(),
    inject_webhook_fault: ({ webhookFault }) =>
      control.webhooks.inject(requireKind(webhookFault, DELIVERY_FAULT_KINDS)),
    hold_webhooks: () => control.webhooks.hold(),
    release_webhooks: () => control.webhooks.release(),
    pending_webhooks: () => control.webhooks.pending(),
    deliver_webhook: ({ id = '' }) => control.webhooks.deliver(id),
    redeliver_event: ({ id = '' }) => control.webhooks.redeliver(id),
    webhooks_idle: () => control.webhooks.idle(),
  }
}

function requireKind<T extends { readonly kind: string }>(fault: T | undefined, kinds: readonly T['kind'][]): T {
  if (fault && kinds.includes(fault.kind)) return fault
  throw invalidRequest(`Give a fault whose kind is one of ${kinds.join(', ')}.`)
}
