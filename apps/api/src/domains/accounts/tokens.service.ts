import { Injectable } from '@nestjs/common'
import {
  type CreatedToken,
  type createTokenSchema,
  type createWorkspaceTokenSchema,
  DEFAULT_TOKEN_SCOPES,
  type Token,
  type TokenScope,
  userIdSchema,
  DEFAULT_WORKSPACE_TOKEN_SCOPES,
  type WorkspaceId,
  type WorkspaceToken,
} from '@grantry/contract'
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

interface TokenWish {
  name: string
  scopes: readonly TokenScope[]
  /** The one workspace it opens; null: all of them. */
  workspaceId: WorkspaceId | null
  expiresInDays: number
}

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
  create(principal: Principal, input: z.infer<typeof createTokenSchema>): Promise<CreatedToken> {
    const scopes = input.scopes ?? DEFAULT_TOKEN_SCOPES.filter((scope) => scope !== 'review' || principal.admin)
    if (scopes.includes('review') && !principal.admin) throw accountsErrors.reviewNeedsAdmin()
    return this.make(principal, { ...input, scopes, workspaceId: null })
  }

  /** A token that opens nothing but one workspace; that its maker belongs to it is for the caller to know. */
  createIn(
    workspaceId: WorkspaceId,
    principal: Principal,
    input: z.infer<typeof createWorkspaceTokenSchema>,
  ): Promise<CreatedToken> {
    return this.make(principal, { ...input, scopes: input.scopes ?? DEFAULT_WORKSPACE_TOKEN_SCOPES, workspaceId })
  }

  private async make({ userId }: Principal, wish: TokenWish): Promise<CreatedToken> {
    const token = `${TOKEN_PREFIX}${randomSecret()}`
    const now = this.clock.now()
    const scopes = [...new Set(wish.scopes)]
    const row = await this.database.transaction(async (tx) => {
      if ((await this.repository.countTokens(tx, userId)) >= MAX_TOKENS) throw accountsErrors.tooManyTokens()
      const created = await this.repository.createToken(tx, {
        userId,
        name: wish.name,
        prefix: token.slice(0, TOKEN_PREFIX.length + 6),
        hash: hashSecret(token),
        scopes,
        workspaceId: wish.workspaceId,
        createdAt: now,
        expiresAt: new Date(now.getTime() + wish.expiresInDays * DAY_MS),
      })
      await this.audit.append(tx, {
        actorId: userId,
        action: 'token.created',
        subject: `token:${created.id}`,
        ...(wish.workspaceId !== null && { workspaceId: wish.workspaceId }),
        data: { scopes },
      })
      return created
    })
    return { ...toToken(row), token }
  }

  async list(principal: Principal): Promise<Token[]> {
    return (await this.repository.listTokens(principal.userId)).map(toToken)
  }

  /** Those that are limited to the workspace, with whose they are. */
  async listIn(workspaceId: WorkspaceId): Promise<WorkspaceToken[]> {
    const rows = await this.repository.listTokensIn(workspaceId)
    return rows.map((row) => ({ ...toToken(row), user: { ...row.user, id: userIdSchema.parse(row.user.id) } }))
  }

  /** Ends a token that is limited to the workspace, whoever made it. */
  async revokeIn(workspaceId: WorkspaceId, principal: Principal, id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      if (!(await this.repository.deleteTokenIn(tx, workspaceId, id))) throw accountsErrors.tokenNotFound()
      await this.audit.append(tx, {
        actorId: principal.userId,
        action: 'token.revoked',
        subject: `token:${id}`,
        workspaceId,
      })
    })
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
    workspace: row.workspace,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  }
}
