import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import csrf from '@fastify/csrf'
import type { TokenScope } from '@grantry/contract'
import type { FastifyRequest } from 'fastify'
import { ADMIN_ONLY, ANONYMOUS, LIMITED_TOKEN, PUBLIC, TOKEN_SCOPE } from './access.decorators.ts'
import { httpErrors } from './http.errors.ts'
import { Authenticator, isLimited, type Means, type Principal } from './principal.ts'

type TokenMeans = Extract<Means, { kind: 'token' }>
type SessionMeans = Extract<Means, { kind: 'session' }>

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
    const open = read(PUBLIC) === true
    const principal = await this.authenticator.authenticate(request)
    // Whoever opens one workspace alone is nobody where anybody may come.
    request.principal = open && principal !== null && isLimited(principal) ? null : principal
    if (request.principal !== null)
      requireMeans(request, request.principal, {
        open,
        scope: read<TokenScope | 'any'>(TOKEN_SCOPE),
        limitedTokens: read(LIMITED_TOKEN) === true ? 'everywhere' : 'in-their-workspace',
      })
    else if (!open) throw httpErrors.signInNeeded()
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

interface Rules {
  open: boolean
  /** Undefined: no token will do. */
  scope: TokenScope | 'any' | undefined
  limitedTokens: 'everywhere' | 'in-their-workspace'
}

function requireMeans(request: FastifyRequest, { means }: Principal, rules: Rules): void {
  if (means.kind === 'token') requireToken(request, means, rules)
  else requireCsrfToken(request, means, rules)
}

function requireToken(request: FastifyRequest, token: TokenMeans, { open, scope, limitedTokens }: Rules): void {
  if (open) return
  if (scope === undefined) throw httpErrors.tokenNotAllowed()
  // Which workspace that is, `WorkspacesService.require` looks at.
  const isInWorkspace = Object.hasOwn(request.params as object, 'ws')
  if (token.workspaceId !== null && limitedTokens !== 'everywhere' && !isInWorkspace) throw httpErrors.tokenLimited()
  if (scope !== 'any' && !token.scopes.includes(scope)) throw httpErrors.scopeMissing(scope)
}

function requireCsrfToken(request: FastifyRequest, { csrfSecret }: SessionMeans, { open }: Rules): void {
  if (SAFE_METHODS.has(request.method)) return
  const token = request.headers['x-csrf-token']
  if (typeof token === 'string' && csrfTokens.verify(csrfSecret, token)) return
  // Signing in or up replaces the session, so a stale cookie must not be in its way; same-origin was checked above.
  if (!open) throw httpErrors.csrf()
}
