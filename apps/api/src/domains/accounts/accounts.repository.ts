import { Injectable } from '@nestjs/common'
import type { TokenScope } from '@grantry/contract'
import { Database, type Tx, uniqueViolation } from '../../platform/database/index.ts'
import { accountsErrors } from './accounts.errors.ts'

const ofWorkspace = { workspace: { select: { id: true, slug: true, name: true } } } as const

@Injectable()
export class AccountsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.client
  }

  async createUser(
    tx: Tx,
    user: { email: string; name: string; passwordHash: string | null; emailVerifiedAt: Date | null },
  ) {
    try {
      return await tx.user.create({ data: user })
    } catch (error) {
      throw uniqueViolation(error) ? accountsErrors.emailTaken() : error
    }
  }

  rename(tx: Tx, id: string, name: string) {
    return tx.user.update({ where: { id }, data: { name } })
  }

  async setPassword(tx: Tx, id: string, passwordHash: string): Promise<void> {
    await tx.user.update({ where: { id }, data: { passwordHash } })
  }

  /** Sets the address, which is thereby confirmed. */
  async setVerifiedEmail(tx: Tx, id: string, email: string, at: Date): Promise<void> {
    try {
      await tx.user.update({ where: { id }, data: { email, emailVerifiedAt: at } })
    } catch (error) {
      throw uniqueViolation(error) ? accountsErrors.emailTaken() : error
    }
  }

  findUserByEmail(email: string) {
    return this.db.user.findUnique({ where: { email } })
  }

  getUser(id: string) {
    return this.db.user.findUniqueOrThrow({ where: { id } })
  }

  getUserIn(tx: Tx, id: string) {
    return tx.user.findUniqueOrThrow({ where: { id } })
  }

  /** As it is now, and as it stays until the transaction ends. */
  async lockUser(tx: Tx, id: string) {
    await tx.$executeRaw`SELECT 1 FROM users WHERE id = ${id}::uuid FOR NO KEY UPDATE`
    return this.getUserIn(tx, id)
  }

  upsertAdmin(tx: Tx, admin: { email: string; passwordHash: string }) {
    const { email, passwordHash } = admin
    return tx.user.upsert({
      where: { email },
      create: { email, passwordHash, name: 'Administrator', admin: true },
      update: { passwordHash, admin: true },
    })
  }

  findAdmin() {
    return this.db.user.findFirst({ where: { admin: true }, orderBy: { createdAt: 'asc' } })
  }

  /** Everything that says who somebody was goes; the row stays, because others' things refer to it. */
  async close(tx: Tx, id: string, at: Date): Promise<void> {
    const nobody = { email: `closed-${id}@closed.invalid`, name: 'Closed account', emailVerifiedAt: null }
    await tx.user.update({ where: { id }, data: { ...nobody, passwordHash: null, closedAt: at } })
    await this.shut(tx, id)
  }

  /** Ends everything that opens an account or could come to, but its password. */
  async shut(tx: Tx, id: string): Promise<void> {
    const where = { userId: id }
    await tx.session.deleteMany({ where })
    await tx.apiToken.deleteMany({ where })
    await tx.mailedLink.deleteMany({ where })
    await tx.externalIdentity.deleteMany({ where })
  }

  createToken(
    tx: Tx,
    token: {
      userId: string
      name: string
      prefix: string
      hash: string
      scopes: TokenScope[]
      workspaceId: string | null
      expiresAt: Date
      createdAt: Date
    },
  ) {
    return tx.apiToken.create({ data: token, include: ofWorkspace })
  }

  countTokens(tx: Tx, userId: string): Promise<number> {
    return tx.apiToken.count({ where: { userId } })
  }

  findToken(hash: string) {
    return this.db.apiToken.findUnique({ where: { hash }, include: { user: true } })
  }

  getToken(id: string) {
    return this.db.apiToken.findUniqueOrThrow({ where: { id }, include: ofWorkspace })
  }

  async hasToken(id: string, now: Date): Promise<boolean> {
    return (await this.db.apiToken.count({ where: { id, expiresAt: { gt: now } } })) > 0
  }

  async touchToken(id: string, at: Date): Promise<void> {
    await this.db.apiToken.updateMany({ where: { id }, data: { lastUsedAt: at } })
  }

  async deleteTokensOf(tx: Tx, userId: string): Promise<number> {
    return (await tx.apiToken.deleteMany({ where: { userId } })).count
  }

  listTokens(userId: string) {
    return this.db.apiToken.findMany({ where: { userId }, include: ofWorkspace, orderBy: { createdAt: 'desc' } })
  }

  /** Those that are limited to the workspace, whoever made them. */
  listTokensIn(workspaceId: string) {
    return this.db.apiToken.findMany({
      where: { workspaceId },
      include: { ...ofWorkspace, user: { select: { id: true, email: true, name: true } } },
      orderBy: { createdAt: 'desc' },
    })
  }

  async deleteToken(tx: Tx, userId: string, id: string): Promise<boolean> {
    const { count } = await tx.apiToken.deleteMany({ where: { id, userId } })
    return count > 0
  }

  async deleteTokenIn(tx: Tx, workspaceId: string, id: string): Promise<boolean> {
    const { count } = await tx.apiToken.deleteMany({ where: { id, workspaceId } })
    return count > 0
  }

  /** Of everybody when no person is named. */
  async deleteTokensIn(tx: Tx, workspaceId: string, userId: string | undefined): Promise<void> {
    await tx.apiToken.deleteMany({ where: { workspaceId, userId } })
  }
}
