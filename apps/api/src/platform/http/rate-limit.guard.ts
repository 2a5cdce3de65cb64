import { type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common'
import { ThrottlerGuard, type ThrottlerLimitDetail, type ThrottlerOptions } from '@nestjs/throttler'
import type { FastifyRequest } from 'fastify'
import { PUBLIC } from './access.decorators.ts'
import { httpErrors } from './http.errors.ts'

const MINUTE_MS = 60_000
const LIMIT_GUESSES = 'grantry:limit-guesses'

/**
 * On a route that takes a password: few attempts a minute for each account and address of a client; for each address
 * where one must be signed in.
 */
export const LimitGuesses = () => SetMetadata(LIMIT_GUESSES, true)

/** Requests a minute by address; and, where passwords are taken, by address and account. */
export function throttlers(limits: { requestsPerMinute: number; signInsPerMinute: number }): ThrottlerOptions[] {
  return [
    { name: 'requests', ttl: MINUTE_MS, limit: limits.requestsPerMinute },
    {
      name: 'guesses',
      ttl: MINUTE_MS,
      limit: limits.signInsPerMinute,
      skipIf: (context) => Reflect.getMetadata(LIMIT_GUESSES, context.getHandler()) !== true,
      getTracker: (request, context) => {
        const { ip, body } = request as FastifyRequest
        return `${ip} ${isPublic(context) ? emailIn(body) : ''}`
      },
    },
  ]
}

/** Elsewhere the password is that of whoever is signed in, and an address in the body is anybody's. */
const isPublic = (context: ExecutionContext): boolean =>
  [context.getHandler(), context.getClass()].some((target) => Reflect.getMetadata(PUBLIC, target) === true)

/** Nobody has checked the body by now: what stands there may be anything. */
function emailIn(body: unknown): string {
  if (typeof body !== 'object' || body === null || !('email' in body) || typeof body.email !== 'string') return ''
  return body.email.trim().toLowerCase()
}

@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  protected override throwThrottlingException(_context: ExecutionContext, detail: ThrottlerLimitDetail): Promise<void> {
    return Promise.reject(
      httpErrors.tooManyRequests(Math.max(1, Math.ceil(detail.timeToBlockExpire || detail.timeToExpire))),
    )
  }
}
