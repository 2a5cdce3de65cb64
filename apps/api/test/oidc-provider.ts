import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'

export const CLIENT = { id: 'grantry', secret: 'a secret of the client and the provider' }

/** Somebody who has an account at the provider. */
export interface ProviderPerson {
  sub: string
  email?: string
  email_verified?: boolean
  name?: string
}

export interface OidcProvider {
  issuer: string
  /** Whoever signs in next is this person; the provider's own pages ask nothing. */
  signedIn: ProviderPerson
  /** The queries of the authorization requests that came in. */
  requests: URLSearchParams[]
  /** Only this address is one to come back to. */
  allow(redirectUri: string): void
  close(): Promise<void>
}

/** A real OpenID Connect provider, listening on a free port of loopback, whose one client must show PKCE. */
export async function startOidcProvider(): Promise<OidcProvider> {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const running: OidcProvider = {
    issuer,
    signedIn: { sub: 'nobody' },
    requests: [],
    allow: (redirectUri) => {
      const handle = handlerOf(running, redirectUri)
      server.on('request', (request, response) => void handle(request, response))
    },
    close: () => close(server),
  }
  return running
}

function handlerOf(running: OidcProvider, redirectUri: string) {
  const provider = createProvider(running, redirectUri)
  const handle = provider.callback()
  return async (request: IncomingMessage, response: Parameters<typeof handle>[1]) => {
    const url = new URL(request.url ?? '/', running.issuer)
    if (url.pathname === '/auth') running.requests.push(url.searchParams)
    if (url.pathname.startsWith('/interaction/')) {
      // In the place of its pages for signing in and consenting.
      const details = await provider.interactionDetails(request, response)
      await provider.interactionFinished(request, response, await decide(provider, details, running.signedIn))
      return
    }
    await handle(request, response)
  }
}

function createProvider(running: OidcProvider, redirectUri: string): Provider {
  return new Provider(running.issuer, {
    clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirectUri] }],
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    cookies: { keys: ['for tests alone'] },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ ...running.signedIn, sub }) }),
  })
}

type Details = Awaited<ReturnType<Provider['interactionDetails']>>

async function decide(provider: Provider, { prompt, params, session }: Details, person: ProviderPerson) {
  if (prompt.name === 'login') return { login: { accountId: person.sub, remember: false } }
  const grant = new provider.Grant({ accountId: session?.accountId, clientId: String(params['client_id']) })
  grant.addOIDCScope('openid email profile')
  return { consent: { grantId: await grant.save() } }
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
}
