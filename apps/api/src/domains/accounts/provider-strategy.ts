import { callbackify } from 'node:util'
import { displayNameSchema, emailSchema } from '@grantry/contract'
import {
  allowInsecureRequests,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  discovery,
  fetchUserInfo,
  None,
  randomNonce,
  randomState,
  type TokenEndpointResponse,
  type TokenEndpointResponseHelpers,
} from 'openid-client'
import { Strategy } from 'openid-client/passport'
import type { ProviderConfig } from '../../config/app-config.ts'
import { accountsErrors } from './accounts.errors.ts'

/** Somebody as the provider describes them. */
export interface ProviderClaims {
  issuer: string
  subject: string
  /** Null when the provider tells none, or none that could be one. */
  email: string | null
  /** Whether the provider has made sure that the address is theirs. */
  emailVerified: boolean
  name: string | null
}

/** What has to be remembered between going to the provider and coming back: verifier, nonce and state. */
export type AttemptState = Record<string, Record<string, string | number>>
type Tokens = TokenEndpointResponse & TokenEndpointResponseHelpers
type Outcome = { redirect: string } | { claims: ProviderClaims }

const SCOPE = 'openid email profile'
const TIMEOUT_SECONDS = 10

/**
 * Authorization code flow of OpenID Connect Core 1.0 with PKCE (RFC 7636), through Passport's strategy of openid-client. As
 * with the password, the strategy is driven directly; what it would keep in a session it puts into the state given to it.
 */
export class ProviderStrategy {
  /** Asked of the provider with the first sign-in, so that a provider which is away keeps nobody from starting. */
  private strategy: Promise<Strategy> | null = null

  constructor(
    private readonly provider: ProviderConfig,
    private readonly callbackUrl: string,
  ) {}

  /** Where the browser goes; fills `state`. @throws DomainError `provider_failed` */
  async begin(state: AttemptState): Promise<string> {
    const outcome = await this.run(state, '/')
    if ('redirect' in outcome) return outcome.redirect
    throw accountsErrors.providerFailed()
  }

  /** Reads what the provider answered, in the query of the callback. @throws DomainError `provider_failed` */
  async finish(state: AttemptState, query: string): Promise<ProviderClaims> {
    const outcome = await this.run(state, `/${query}`)
    if ('claims' in outcome) return outcome.claims
    throw accountsErrors.providerFailed()
  }

  private async run(session: AttemptState, path: string): Promise<Outcome> {
    try {
      return await drive(await this.ready(), { session, path })
    } catch (cause) {
      throw accountsErrors.providerFailed(cause)
    }
  }

  private ready(): Promise<Strategy> {
    this.strategy ??= createStrategy(this.provider, this.callbackUrl).catch((error: unknown) => {
      this.strategy = null
      throw error
    })
    return this.strategy
  }
}

/** Adds what the strategy leaves to others: a state and a nonce with every request, beside PKCE. */
class StrictStrategy extends Strategy {
  override authorizationRequestParams(): URLSearchParams {
    return new URLSearchParams({ state: randomState(), nonce: randomNonce() })
  }
}

async function createStrategy(provider: ProviderConfig, callbackURL: string): Promise<Strategy> {
  const { issuer, clientId, clientSecret } = provider
  const config = await discovery(
    new URL(issuer),
    clientId,
    undefined,
    clientSecret === null ? None() : authenticateWith(clientSecret),
    { timeout: TIMEOUT_SECONDS, execute: issuer.startsWith('http:') ? [allowInsecureRequests] : [] },
  )
  const check = (tokens: Tokens): Promise<ProviderClaims> => claimsOf(config, issuer, tokens)
  return new StrictStrategy({ config, callbackURL, scope: SCOPE }, callbackify(check))
}

/** In the header, which every provider takes (RFC 6749, 2.3.1), unless this one says that it does not. */
function authenticateWith(secret: string): ClientAuth {
  const [header, body] = [ClientSecretBasic(secret), ClientSecretPost(secret)]
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    return (methods.includes('client_secret_basic') ? header : body)(server, ...rest)
  }
}

/** The issuer is called as the configuration spells it; that the provider means the same has been checked by then. */
async function claimsOf(config: Configuration, issuer: string, tokens: Tokens): Promise<ProviderClaims> {
  const claims = tokens.claims()
  if (claims === undefined) throw new Error('The provider answered without an ID token')
  const asks = claims['email'] === undefined && config.serverMetadata().userinfo_endpoint !== undefined
  const person = asks ? await fetchUserInfo(config, tokens.access_token, claims.sub) : claims
  return {
    issuer,
    subject: claims.sub,
    email: emailSchema.safeParse(person['email']).data ?? null,
    emailVerified: person['email_verified'] === true,
    name: displayNameSchema.safeParse(person['name']).data ?? null,
  }
}

/** Runs one request through a strategy, which answers by calling one of four functions of its own. */
function drive(strategy: Strategy, { session, path }: { session: AttemptState; path: string }): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const attempt: Strategy = Object.create(strategy)
    Object.assign(attempt, {
      redirect: (redirect: string) => resolve({ redirect }),
      success: (claims: ProviderClaims) => resolve({ claims }),
      fail: (reason?: { message?: string }) => reject(new Error(reason?.message ?? 'The provider refused')),
      error: reject,
    })
    // Only the query of this address is read; where the callback is, the strategy has been told.
    const request = { method: 'GET', session, protocol: 'http', host: 'localhost', originalUrl: path }
    attempt.authenticate.call(attempt as never, request as never, {})
  })
}
