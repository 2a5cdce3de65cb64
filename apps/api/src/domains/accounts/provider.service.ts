import { Injectable } from '@nestjs/common'
import type { Account, SignInProvider } from '@grantry/contract'
import { AppConfig, type ProviderConfig } from '../../config/app-config.ts'
import { Clock } from '../../kernel/clock.ts'
import { hashSecret, randomSecret } from '../../kernel/secrets.ts'
import { SiteAddress } from '../../platform/http/index.ts'
import { accountsErrors } from './accounts.errors.ts'
import { IdentitiesRepository } from './identities.repository.ts'
import { IdentitiesService } from './identities.service.ts'
import { type AttemptState, ProviderStrategy } from './provider-strategy.ts'

export const CALLBACK_PATH = '/v1/auth/provider/callback'
export const ATTEMPT_MS = 10 * 60 * 1000

/** What the browser is to do next; `secret` is for its cookie. */
interface Begun {
  url: string
  secret: string
}

/** What a callback has led to: who signs in, or whose account is connected now. */
export type Finished = { kind: 'signed-in'; userId: string; next: string } | { kind: 'connected' }

/** Going to the provider and coming back, in the browser that went. */
@Injectable()
export class ProviderService {
  private strategy: ProviderStrategy | null = null

  constructor(
    private readonly repository: IdentitiesRepository,
    private readonly identities: IdentitiesService,
    private readonly site: SiteAddress,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  list(): SignInProvider[] {
    const { provider } = this.config
    return provider === null ? [] : [{ name: provider.name }]
  }

  /** Who somebody is at the provider, or null. */
  async findIdentity(userId: string): Promise<Account['identity']> {
    const { provider } = this.config
    const identity = provider === null ? null : await this.repository.findOf(userId, provider.issuer)
    if (identity === null) return null
    return {
      email: identity.email,
      connectedAt: identity.createdAt.toISOString(),
      lastUsedAt: identity.lastUsedAt?.toISOString() ?? null,
    }
  }

  signIn(next: string): Promise<Begun> {
    return this.begin({ userId: null, next })
  }

  /** @throws DomainError `already_connected` */
  async connect(userId: string): Promise<Begun> {
    const { issuer } = this.require()
    if ((await this.repository.findOf(userId, issuer)) !== null) throw accountsErrors.alreadyConnected()
    return this.begin({ userId, next: '/' })
  }

  private async begin({ userId, next }: { userId: string | null; next: string }): Promise<Begun> {
    const state: AttemptState = {}
    const url = await this.strategyOf(this.require()).begin(state)
    const secret = randomSecret()
    const now = this.clock.now()
    await this.repository.deleteExpiredAttempts(now)
    const expiresAt = new Date(now.getTime() + ATTEMPT_MS)
    await this.repository.createAttempt({ id: hashSecret(secret), userId, next, state, expiresAt })
    return { url, secret }
  }

  /**
   * `secret` is that of the cookie, `query` what the provider added to the address, `userId` who is signed in here.
   * An account is connected for nobody but the person who began it.
   */
  async finish(secret: string | undefined, query: string, userId: string | null): Promise<Finished> {
    const strategy = this.strategyOf(this.require())
    const attempt = secret === undefined ? null : await this.repository.takeAttempt(hashSecret(secret))
    if (attempt === null || attempt.expiresAt <= this.clock.now()) throw accountsErrors.attemptExpired()
    if (attempt.userId !== null && attempt.userId !== userId) throw accountsErrors.attemptExpired()
    const claims = await strategy.finish(attempt.state as AttemptState, query)
    if (attempt.userId === null)
      return { kind: 'signed-in', userId: await this.identities.signIn(claims), next: attempt.next }
    await this.identities.connect(attempt.userId, claims)
    return { kind: 'connected' }
  }

  /** @throws DomainError `not_connected`, `last_way_in` */
  disconnect(userId: string): Promise<void> {
    return this.identities.disconnect(userId, this.require().issuer)
  }

  private require(): ProviderConfig {
    if (this.config.provider === null) throw accountsErrors.noProvider()
    return this.config.provider
  }

  /** Not before it is needed: only then it is known where this server listens. */
  private strategyOf(provider: ProviderConfig): ProviderStrategy {
    this.strategy ??= new ProviderStrategy(provider, `${this.site.origin}${CALLBACK_PATH}`)
    return this.strategy
  }
}
