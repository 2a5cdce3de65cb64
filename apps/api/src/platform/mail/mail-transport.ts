import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { AppConfig } from '../../config/app-config.ts'
import { parseSmtpUrl } from './smtp-url.ts'

export interface OutgoingMail {
  id: string
  to: string
  subject: string
  text: string
  html: string
  date: Date
}

/** How mails leave the server. */
export abstract class MailTransport {
  abstract readonly kind: 'smtp' | 'outbox'
  /** @throws MailRefused when no later attempt will do, and anything else when one may */
  abstract send(mail: OutgoingMail): Promise<void>

  static of(config: AppConfig): MailTransport {
    const { smtpUrl, from } = config.mail
    return smtpUrl === null
      ? new OutboxTransport(join(config.dataDir, 'outbox'), from)
      : new SmtpTransport(smtpUrl, from)
  }
}

/** The mail server does not take this mail, whenever it is asked. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused'
}

class SmtpTransport extends MailTransport {
  readonly kind = 'smtp'
  private readonly transporter

  constructor(
    url: string,
    private readonly from: string,
  ) {
    super()
    this.transporter = createTransport(parseSmtpUrl(url))
  }

  async send(mail: OutgoingMail): Promise<void> {
    try {
      await this.transporter.sendMail(messageOf(mail, this.from))
    } catch (error) {
      throw isFinal(error) ? new MailRefused((error as Error).message, { cause: error }) : error
    }
  }
}

/** A mailbox that does not exist stays so; a server that is away or does not know us comes to its senses. */
function isFinal(error: unknown): boolean {
  const { code, responseCode = 0 } = error as { code?: string; responseCode?: number }
  return (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode >= 500
}

/** Files for the one who runs the server, in a form that mail programs open. */
class OutboxTransport extends MailTransport {
  readonly kind = 'outbox'
  private readonly transporter = createTransport({ streamTransport: true, buffer: true, newline: 'unix' })

  constructor(
    private readonly folder: string,
    private readonly from: string,
  ) {
    super()
  }

  async send(mail: OutgoingMail): Promise<void> {
    const { message } = await this.transporter.sendMail(messageOf(mail, this.from))
    await mkdir(this.folder, { recursive: true, mode: 0o700 })
    const path = join(this.folder, `${mail.id}.eml`)
    await writeFile(`${path}.part`, message, { mode: 0o600 })
    await rename(`${path}.part`, path)
  }
}

/** The id of the message is that of the mail, so that one that is sent twice is seen once. */
function messageOf({ id, to, subject, text, html, date }: OutgoingMail, from: string) {
  const domain = /@([^@>\s]+)>?\s*$/.exec(from)?.[1] ?? 'localhost'
  return {
    from,
    to: { name: '', address: to },
    subject,
    text,
    html,
    date,
    messageId: `<${id}@${domain}>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}
