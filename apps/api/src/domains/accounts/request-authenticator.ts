import { Injectable } from '@nestjs/common'
import { type TokenScope, userIdSchema, workspaceIdSchema } from '@grantry/contract'
import type { FastifyRequest } from 'fastify'
import { Clock } from '../../kernel/clock.ts'
import { hashSecret } from '../../kernel/secrets.ts'
import { Authenticator, type Means, type Principal } from '../../platform/http/index.ts'
import { accountsErrors } from './accounts.errors.ts'
import { AccountsRepository } from './accounts.repository.ts'
import { SessionsRepository } from './sessions.repository.ts'
import { SESSION_COOKIE } from './sessions.service.ts'

const TOUCH_EVERY_MS = 60_000

/** A bearer token when there is one, else the session cookie. A wrong token is refused even where nobody need sign in. */
@Injectable()
export class RequestAuthenticator extends Authenticator {
  constructor(
    private readonly repository: AccountsRepository,
    private readonly sessions: SessionsRepository,
    private readonly clock: Clock,
  ) {
    super()
  }

  async authenticate(request: FastifyRequest): Promise<Principal | null> {
    const { authorization } = request.headers
    if (authorization !== undefined) return this.byToken(authorization)
    const cookie = request.cookies[SESSION_COOKIE]
    return cookie === undefined ? null : this.bySession(cookie, request.ip)
  }

  async holds(means: Means): Promise<boolean> {
    const now = this.clock.now()
    if (means.kind === 'token') return this.repository.hasToken(means.tokenId, now)
    return this.sessions.has(means.sessionId, now)
  }

  private async byToken(authorization: string): Promise<Principal> {
    const [scheme, token, ...rest] = authorization.split(' ')
    if (scheme?.toLowerCase() !== 'bearer' || token === undefined || rest.length > 0)
      throw accountsErrors.tokenInvalid()
    const row = await this.repository.findToken(hashSecret(token))
    const now = this.clock.now()
    if (row === null || row.expiresAt <= now || row.user.closedAt !== null) throw accountsErrors.tokenInvalid()
    if (row.lastUsedAt === null || isStale(row.lastUsedAt, now)) await this.repository.touchToken(row.id, now)
    return {
      userId: userIdSchema.parse(row.userId),
      admin: row.user.admin && row.scopes.includes('review'),
      means: {
        kind: 'token',
        tokenId: row.id,
        scopes: row.scopes as TokenScope[],
        workspaceId: workspaceIdSchema.nullable().parse(row.workspaceId),
      },
    }
  }

  /** A session that has ended is as good as none: public pages keep working with an old cookie. */
  private async bySession(cookie: string, address: string): Promise<Principal | null> {
    const session = await this.sessions.find(hashSecret(cookie))
    const now = this.clock.now()
    if (session === null || session.expiresAt <= now || session.user.closedAt !== null) return null
    if (isStale(session.lastUsedAt, now)) await this.sessions.touch(session.id, now, address)
    return {
      userId: userIdSchema.parse(session.userId),
      admin: session.user.admin,
      means: { kind: 'session', sessionId: session.id, csrfSecret: session.csrfSecret },
    }
  }
}

/** Whether the time of the last use is worth writing down anew. */
const isStale = (lastUsedAt: Date, now: Date): boolean => now.getTime() - lastUsedAt.getTime() > TOUCH_EVERY_MS
