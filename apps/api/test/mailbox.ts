import type { OutboxMail } from '@grantry/contract'
import type { TestServer } from './server.ts'

const PATIENCE_MS = 30_000

/** The newest mail to somebody whose subject has these words, once it is in the outbox; `after` is not counted. */
export async function mailTo(server: TestServer, to: string, subject: string, after = 0): Promise<OutboxMail> {
  const until = Date.now() + PATIENCE_MS
  while (Date.now() < until) {
    const found = (await mailsTo(server, to)).filter((mail) => mail.subject.includes(subject))
    const [newest] = found
    if (newest !== undefined && found.length > after) return newest
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`No mail "${subject}" came to ${to}`)
}

/** Everything somebody was sent, newest first. */
export async function mailsTo({ admin }: TestServer, to: string): Promise<OutboxMail[]> {
  const { items } = (await admin.get('/v1/admin/outbox?limit=100')).body as { items: OutboxMail[] }
  return items.filter((mail) => mail.to === to && mail.state === 'sent')
}

/** The secret behind the # of the link in a mail. */
export function secretIn({ text }: Pick<OutboxMail, 'text'>): string {
  const secret = /#([\w-]{43})$/m.exec(text ?? '')?.[1]
  if (secret === undefined) throw new Error(`There is no link in the mail:\n${text}`)
  return secret
}
