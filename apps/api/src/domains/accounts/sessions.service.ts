import { Injectable } from '@nestjs/common'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppConfig } from '../../config/app-config.ts'
import { Clock } from '../../kernel/clock.ts'
import { hashSecret, randomSecret } from '../../kernel/secrets.ts'
import { Database } from '../../platform/database/index.ts'
import { createCsrfToken } from '../../platform/http/index.ts'
import { AccountsRepository } from './accounts.repository.ts'

export const SESSION_COOKIE = 'grantry_session'
const LIFETIME_MS = 14 * 24 * 60 * 60 * 1000

/** Cookie sessions. Each sign-in makes a new one and ends the one it came with, so that none can be fixed beforehand. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly repository: AccountsRepository,
    private readonly database: Database,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  /** Opens a session, sets its cookie and answers the CSRF token that goes with it. */
  async open(userId: string, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const secret = randomSecret()
    const csrfSecret = randomSecret()
    const now = this.clock.now()
    const expiresAt = new Date(now.getTime() + LIFETIME_MS)
    const before = request.cookies[SESSION_COOKIE]
    if (before !== undefined) await this.repository.deleteSession(hashSecret(before))
    await this.repository.deleteExpired(now)
    await this.database.transaction((tx) =>
      this.repository.createSession(tx, { id: hashSecret(secret), userId, csrfSecret, expiresAt }),
    )
    void reply.setCookie(SESSION_COOKIE, secret, { ...this.cookieOptions(request), expires: expiresAt })
    return createCsrfToken(csrfSecret)
  }

  async close(sessionId: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    await this.repository.deleteSession(sessionId)
    void reply.clearCookie(SESSION_COOKIE, this.cookieOptions(request))
  }

  private cookieOptions(request: FastifyRequest) {
    const secure = request.protocol === 'https' || (this.config.publicUrl?.startsWith('https:') ?? false)
    return { path: '/', httpOnly: true, sameSite: 'lax' as const, secure }
  }
}
