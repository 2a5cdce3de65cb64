import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import csrf from '@fastify/csrf'
import type { TokenScope } from '@grantry/contract'
import type { FastifyRequest } from 'fastify'
import { ADMIN_ONLY, ANONYMOUS, PUBLIC, TOKEN_SCOPE } from './access.decorators.ts'
import { httpErrors } from './http.errors.ts'
import { Authenticator, type Principal } from './principal.ts'

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])
const csrfTokens = new csrf.Tokens({ userInfo: false } as const)

/** A fresh token for a session; every one made from the same secret is valid. */
export const createCsrfToken = (csrfSecret: string): string => csrfTokens.create(csrfSecret)

/** Every request passes here. Deny by default: what a route does not open stays closed. */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>()
    const read = <T>(key: string) =>
      this.reflector.getAllAndOverride<T | undefined>(key, [context.getHandler(), context.getClass()])
    if (read(ANONYMOUS) === true) return true
    requireSameOrigin(request)
    request.principal = await this.authenticator.authenticate(request)
    if (request.principal !== null)
      requireMeans(request, request.principal, read<TokenScope | 'any'>(TOKEN_SCOPE), read(PUBLIC) === true)
    else if (read(PUBLIC) !== true) throw httpErrors.signInNeeded()
    if (read(ADMIN_ONLY) === true && request.principal?.admin !== true) throw httpErrors.adminOnly()
    return true
  }
}

/** Browsers name the page that sends a request; a foreign one may not change anything. */
function requireSameOrigin(request: FastifyRequest): void {
  if (SAFE_METHODS.has(request.method)) return
  const { origin, host } = request.headers
  const site = request.headers['sec-fetch-site']
  const foreignSite = site !== undefined && site !== 'same-origin' && site !== 'none'
  const foreignOrigin = origin !== undefined && hostOf(origin) !== host && hostOf(origin) !== request.host
  if (foreignSite || foreignOrigin) throw httpErrors.foreignOrigin()
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null
}

function requireMeans(
  request: FastifyRequest,
  principal: Principal,
  scope: TokenScope | 'any' | undefined,
  open: boolean,
): void {
  const { means } = principal
  if (means.kind === 'token') {
    if (open) return
    if (scope === undefined) throw httpErrors.tokenNotAllowed()
    if (scope !== 'any' && !means.scopes.includes(scope)) throw httpErrors.scopeMissing(scope)
    return
  }
  if (SAFE_METHODS.has(request.method)) return
  const token = request.headers['x-csrf-token']
  if (typeof token !== 'string' || !csrfTokens.verify(means.csrfSecret, token)) {
    // Signing in or up replaces the session, so a stale cookie must not be in its way; same-origin was checked above.
    if (!open) throw httpErrors.csrf()
  }
}
