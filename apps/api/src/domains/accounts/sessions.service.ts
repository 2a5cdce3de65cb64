import { Injectable } from '@nestjs/common'
import type { OpenSession } from '@grantry/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppConfig } from '../../config/app-config.ts'
import { Clock } from '../../kernel/clock.ts'
import { hashSecret, randomSecret } from '../../kernel/secrets.ts'
import { Database } from '../../platform/database/index.ts'
import { createCsrfToken, type Principal } from '../../platform/http/index.ts'
import { AuditService } from '../audit/index.ts'
import { accountsErrors } from './accounts.errors.ts'
import { AccountsRepository } from './accounts.repository.ts'
import { deviceName } from './device-name.ts'
import { SessionsRepository } from './sessions.repository.ts'

export const SESSION_COOKIE = 'grantry_session'
const LIFETIME_MS = 14 * 24 * 60 * 60 * 1000
const LONGEST_USER_AGENT = 400

/** Whose account was found to be somebody's; `passwordHash` is there when a password, checked against it, has shown that. */
interface Verified {
  id: string
  passwordHash?: string | null
}

/** Cookie sessions. Each sign-in makes a new one and ends the one it came with, so that none can be fixed beforehand. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly repository: SessionsRepository,
    private readonly accounts: AccountsRepository,
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  /**
   * Opens a session, sets its cookie and answers the CSRF token that goes with it. To look at a password takes a while,
   * in which the account may get another or be closed. @throws DomainError `wrong_credentials` when it did
   */
  async open({ id: userId, passwordHash }: Verified, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const secret = randomSecret()
    const csrfSecret = randomSecret()
    const now = this.clock.now()
    const expiresAt = new Date(now.getTime() + LIFETIME_MS)
    const before = request.cookies[SESSION_COOKIE]
    if (before !== undefined) await this.repository.delete(hashSecret(before))
    await this.repository.deleteExpired(now)
    const session = { id: hashSecret(secret), userId, csrfSecret, createdAt: now, lastUsedAt: now, expiresAt }
    await this.database.transaction(async (tx) => {
      const user = await this.accounts.lockUser(tx, userId)
      const isAnother = passwordHash !== undefined && passwordHash !== user.passwordHash
      if (isAnother || user.closedAt !== null) throw accountsErrors.wrongCredentials()
      await this.repository.create(tx, { ...session, ...whereFrom(request) })
    })
    void reply.setCookie(SESSION_COOKIE, secret, { ...this.cookieOptions(request), expires: expiresAt })
    return createCsrfToken(csrfSecret)
  }

  async close(sessionId: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    await this.repository.delete(sessionId)
    this.forget(request, reply)
  }

  /** Takes the cookie of a session that has ended out of the browser. */
  forget(request: FastifyRequest, reply: FastifyReply): void {
    void reply.clearCookie(SESSION_COOKIE, this.cookieOptions(request))
  }

  async list({ userId, means }: Principal): Promise<OpenSession[]> {
    const rows = await this.repository.listOf(userId, this.clock.now())
    return rows.map((row) => ({
      id: row.publicId,
      device: deviceName(row.userAgent),
      address: row.address,
      createdAt: row.createdAt.toISOString(),
      lastUsedAt: row.lastUsedAt.toISOString(),
      expiresAt: row.expiresAt.toISOString(),
      current: means.kind === 'session' && means.sessionId === row.id,
    }))
  }

  async revoke({ userId }: Principal, publicId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      if (!(await this.repository.deleteOwn(tx, userId, publicId))) throw accountsErrors.sessionNotFound()
      await this.audit.append(tx, { actorId: userId, action: 'session.revoked', subject: `user:${userId}` })
    })
  }

  /** Signs the person out everywhere but here. */
  async revokeOthers({ userId, means }: Principal): Promise<void> {
    if (means.kind !== 'session') return
    await this.database.transaction(async (tx) => {
      const ended = await this.repository.deleteOthersOf(tx, userId, means.sessionId)
      await this.audit.append(tx, {
        actorId: userId,
        action: 'session.others_revoked',
        subject: `user:${userId}`,
        data: { ended },
      })
    })
  }

  /** For every cookie of ours: no script reads it, and it goes over no open line where the site has none. */
  cookieOptions(request: FastifyRequest) {
    const secure = request.protocol === 'https' || (this.config.publicUrl?.startsWith('https:') ?? false)
    return { path: '/', httpOnly: true, sameSite: 'lax' as const, secure }
  }
}

const whereFrom = ({ headers, ip }: FastifyRequest) => ({
  // PostgreSQL keeps no zero character, and nobody's browser sends one.
  userAgent: headers['user-agent']?.replaceAll('\0', '').slice(0, LONGEST_USER_AGENT) ?? null,
  address: ip,
})
