import { createHmac } from 'node:crypto'

/**
 * The header `Stripe-Signature`: the time, and a keyed hash over time and body.
 *
 * @param seconds - wall-clock time since 1970; receivers refuse what is older than five minutes.
 */
export function signPayload(payload: string, secret: string, seconds: number): string {
  const hash = createHmac('sha256', secret).update(`${seconds}.${payload}`).digest('hex')
  return `t=${seconds},v1=${hash}`
}
