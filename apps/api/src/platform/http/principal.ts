import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import type { TokenScope, UserId } from '@grantry/contract'
import type { FastifyRequest } from 'fastify'

/** Who makes a request, and by what means. */
export interface Principal {
  userId: UserId
  admin: boolean
  means:
    | { kind: 'session'; sessionId: string; csrfSecret: string }
    | { kind: 'token'; tokenId: string; scopes: readonly TokenScope[] }
}

/** Finds out who makes a request. The accounts domain implements it; no other way to authenticate exists. */
export abstract class Authenticator {
  /** Null: nobody, for want of any credential. @throws DomainError `unauthenticated` for a wrong or expired one */
  abstract authenticate(request: FastifyRequest): Promise<Principal | null>
}

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | null
  }
}

/** The principal of a route that needs one; the guard has seen to it that there is one. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<FastifyRequest>()
  if (principal === null) throw new Error('A public route asked for its principal')
  return principal
})

/** The principal of a public route, or null. */
export const OptionalPrincipal = createParamDecorator(
  (_: unknown, context: ExecutionContext): Principal | null =>
    context.switchToHttp().getRequest<FastifyRequest>().principal,
)
