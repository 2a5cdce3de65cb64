import { openAsBlob } from 'node:fs'
import { createClient, type Client } from '@grantry/sdk/client'

export interface Account {
  email: string
  password: string
  name: string
}

/** Somebody with an account, at the API: what the stories need to be there before a browser opens. */
export interface Person {
  account: Account
  api: Client
}

let people = 0

/** A new account that no other story knows. */
export function newAccount(name: string): Account {
  people += 1
  const mailbox = name.toLowerCase().replaceAll(/[^a-z]+/g, '.')
  return { name, email: `${mailbox}.${people}@example.org`, password: 'a long sentence' }
}

export const signUp = (url: string, name: string): Promise<Person> => enter(url, newAccount(name), 'signUp')
export const signIn = (url: string, account: Account): Promise<Person> => enter(url, account, 'signIn')

async function enter(url: string, account: Account, by: 'signIn' | 'signUp'): Promise<Person> {
  let cookie = ''
  let csrfToken: string | null = null
  const fetchWithCookie: typeof fetch = async (input, init) => {
    const response = await fetch(input, { ...init, headers: { ...(init?.headers as Record<string, string>), cookie } })
    const [line] = response.headers.getSetCookie()
    if (line) cookie = line.split(';')[0] ?? ''
    return response
  }
  const api = createClient({ baseUrl: url, fetch: fetchWithCookie, csrf: () => csrfToken })
  const { email, password } = account
  const session = by === 'signUp' ? await api.auth.signUp(account) : await api.auth.signIn({ email, password })
  csrfToken = session.csrfToken
  return { account, api }
}

/** Publishes an archive and has it approved, through the same doors as everybody. */
export async function publishApproved(publisher: Person, slug: string, archive: string, admin: Person): Promise<void> {
  const { reviewId } = await publisher.api.publishers.publish(slug, { archive: await openAsBlob(archive) })
  await admin.api.reviews.approve(reviewId)
}
