import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import type { TokenScope, UserId, WorkspaceId } from '@grantry/contract'
import type { FastifyRequest } from 'fastify'

/** What somebody shows for themselves. `workspaceId`: the one workspace that a token is limited to, or null. */
export type Means =
  | { kind: 'session'; sessionId: string; csrfSecret: string }
  | { kind: 'token'; tokenId: string; scopes: readonly TokenScope[]; workspaceId: WorkspaceId | null }

/** Who makes a request, and by what means. */
export interface Principal {
  userId: UserId
  admin: boolean
  means: Means
}

/** Whether somebody acts in one workspace alone. */
export const isLimited = ({ means }: Principal): boolean => means.kind === 'token' && means.workspaceId !== null

/** Finds out who makes a request. The accounts domain implements it; no other way to authenticate exists. */
export abstract class Authenticator {
  /** Null: nobody, for want of any credential. @throws DomainError `unauthenticated` for a wrong or expired one */
  abstract authenticate(request: FastifyRequest): Promise<Principal | null>

  /** Whether a session or token that a request came with is one still, for answers that take a while. */
  abstract holds(means: Means): Promise<boolean>
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
