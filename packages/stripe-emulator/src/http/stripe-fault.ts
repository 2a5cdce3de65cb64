import type { Stripe } from 'stripe'

/** The body of an error as Stripe answers it, without what the HTTP layer adds. */
export type ErrorBody = Pick<Stripe.StripeRawError, 'message' | 'code' | 'decline_code' | 'param'> & {
  readonly type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error'
  readonly payment_intent?: Stripe.PaymentIntent
  readonly charge?: string
}

/** A request that Stripe would refuse: thrown by handlers, answered as `{ error }`. */
export class StripeFault extends Error {
  override readonly name = 'StripeFault'
  readonly status: number
  readonly body: ErrorBody

  constructor(status: number, body: ErrorBody) {
    super(body.message)
    this.status = status
    this.body = body
  }
}

/** Where Stripe explains a code; an error with a code always names it. */
export function docUrlOf(code: string): string {
  return `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`
}

/** 400: the request itself cannot be served. */
export function invalidRequest(message: string, details: { code?: string; param?: string } = {}): StripeFault {
  return new StripeFault(400, { type: 'invalid_request_error', message, ...details })
}

/** 404, or 400 when the missing object was named in a parameter other than the path, as Stripe does. */
export function missingResource(kind: string, id: string, param = 'id'): StripeFault {
  return new StripeFault(param === 'id' ? 404 : 400, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${kind}: '${id}'`,
    param,
  })
}

/** What Stripe offers and this emulator does not; said in so many words rather than ignored. */
export function notEmulated(what: string, param?: string): StripeFault {
  return new StripeFault(400, {
    type: 'invalid_request_error',
    message: `The local Stripe emulator does not implement ${what}. Stripe itself may.`,
    ...(param === undefined ? {} : { param }),
  })
}

export function unrecognizedUrl(method: string, path: string): StripeFault {
  return new StripeFault(404, {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${method}: ${path}). The local Stripe emulator knows the routes in its README.`,
  })
}
