import { Injectable } from '@nestjs/common'
import { type CreatedToken, type createTokenSchema, type Token, TOKEN_SCOPES, type TokenScope } from '@grantry/contract'
import type { z } from 'zod'
import { Clock } from '../../kernel/clock.ts'
import { hashSecret, randomSecret } from '../../kernel/secrets.ts'
import { Database } from '../../platform/database/index.ts'
import { httpErrors, type Principal } from '../../platform/http/index.ts'
import { AuditService } from '../audit/index.ts'
import { accountsErrors } from './accounts.errors.ts'
import { AccountsRepository } from './accounts.repository.ts'

/** Scanners of leaked secrets find tokens by this prefix. */
export const TOKEN_PREFIX = 'grantry_pat_'
const DAY_MS = 24 * 60 * 60 * 1000
const MAX_TOKENS = 50

type TokenRow = Awaited<ReturnType<AccountsRepository['listTokens']>>[number]

@Injectable()
export class TokensService {
  constructor(
    private readonly repository: AccountsRepository,
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** The answer is the only place where the token is ever in clear. */
  async create(principal: Principal, input: z.infer<typeof createTokenSchema>): Promise<CreatedToken> {
    const scopes = input.scopes ?? TOKEN_SCOPES.filter((scope) => scope !== 'review' || principal.admin)
    if (scopes.includes('review') && !principal.admin) throw accountsErrors.reviewNeedsAdmin()
    const token = `${TOKEN_PREFIX}${randomSecret()}`
    const now = this.clock.now()
    const row = await this.database.transaction(async (tx) => {
      if ((await this.repository.countTokens(tx, principal.userId)) >= MAX_TOKENS) throw accountsErrors.tooManyTokens()
      const created = await this.repository.createToken(tx, {
        userId: principal.userId,
        name: input.name,
        prefix: token.slice(0, TOKEN_PREFIX.length + 6),
        hash: hashSecret(token),
        scopes: [...new Set(scopes)],
        createdAt: now,
        expiresAt: new Date(now.getTime() + input.expiresInDays * DAY_MS),
      })
      await this.audit.append(tx, {
        actorId: principal.userId,
        action: 'token.created',
        subject: `token:${created.id}`,
        data: { scopes: created.scopes },
      })
      return created
    })
    return { ...toToken(row), token }
  }

  async list(principal: Principal): Promise<Token[]> {
    return (await this.repository.listTokens(principal.userId)).map(toToken)
  }

  /** A token can end itself, and nothing else. */
  async revoke(principal: Principal, id: string): Promise<void> {
    const { means } = principal
    if (means.kind === 'token' && means.tokenId !== id) throw httpErrors.tokenNotAllowed()
    await this.database.transaction(async (tx) => {
      if (!(await this.repository.deleteToken(tx, principal.userId, id))) throw accountsErrors.tokenNotFound()
      await this.audit.append(tx, { actorId: principal.userId, action: 'token.revoked', subject: `token:${id}` })
    })
  }
}

function toToken(row: TokenRow): Token {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes as TokenScope[],
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  }
}
