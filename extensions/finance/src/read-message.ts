import './web-globals.ts'
import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime'
import { htmlToText } from './html-text.ts'
import type { Sender } from './merchants.ts'
import { withoutBulk } from './without-bulk.ts'

/** What a receipt can be read from. */
export interface Message {
  /** With its angle brackets; null when it has none. */
  messageId: string | null
  subject: string
  sender: Sender | null
  /** ISO 8601, UTC; null when it does not say, or not in a way that can be read. */
  sentAt: string | null
  /** The plain text, or else what its HTML shows; messages within the message are part of it. */
  text: string
  attachments: { name: string | null; mimeType: string }[]
}

/** The message is no mail message, or one that nobody should try to read. The error says why. */
export class UnreadableMessage extends Error {
  constructor(why: string, options?: ErrorOptions) {
    super(why, options)
    this.name = 'UnreadableMessage'
  }
}

const MEBIBYTE = 1 << 20
/** Half of a host call's reply, which has the message in base64. */
export const LARGEST_MESSAGE_BYTES = 2 * MEBIBYTE
/** Without the middle of its attachments. */
const LARGEST_READ_BYTES = MEBIBYTE / 4
/** Messages come from strangers; what is deeper or longer than this is made to be a burden. */
const LIMITS = { maxNestingDepth: 24, maxRfc822NestingDepth: 3, maxHeadersSize: 128 << 10 }

/** Reads a message of RFC 5322 and MIME. Throws UnreadableMessage. */
export async function readMessage(bytes: Uint8Array): Promise<Message> {
  requireSize(bytes.length)
  const short = withoutBulk(bytes)
  if (short.length > LARGEST_READ_BYTES)
    throw new UnreadableMessage(`There is more than ${LARGEST_READ_BYTES / 1024} KiB of it beside its attachments`)
  const email = await PostalMime.parse(short, LIMITS).catch((cause: unknown) => {
    throw new UnreadableMessage(cause instanceof Error ? cause.message : 'It cannot be parsed', { cause })
  })
  const { messageId = null, subject = '' } = email
  const sender = senderOf(email.from) ?? senderOf(email.sender)
  if (sender === null && email.date === undefined)
    throw new UnreadableMessage('It has neither a sender nor a date: this is no mail message')
  const attachments = email.attachments.map(describe)
  return { messageId, subject: subject.trim(), sender, sentAt: instantOf(email.date), text: textOf(email), attachments }
}

/** Throws UnreadableMessage for a size that no message has or that is too large to be read. */
export function requireSize(sizeBytes: number): void {
  if (sizeBytes === 0) throw new UnreadableMessage('It is empty')
  if (sizeBytes > LARGEST_MESSAGE_BYTES)
    throw new UnreadableMessage(`It is larger than ${LARGEST_MESSAGE_BYTES / MEBIBYTE} MiB`)
}

/** The first of a group stands for all of it. */
function senderOf(address: Address | undefined): Sender | null {
  const mailbox = address?.group === undefined ? address : address.group[0]
  return mailbox === undefined ? null : { name: mailbox.name.trim(), address: mailbox.address ?? '' }
}

function instantOf(date: string | undefined): string | null {
  const time = Date.parse(date ?? '')
  return Number.isNaN(time) ? null : new Date(time).toISOString()
}

const textOf = ({ text, html }: Email): string =>
  text !== undefined && text.trim() !== '' ? text : htmlToText(html ?? '')

const describe = ({ filename, mimeType }: Attachment): Message['attachments'][number] => ({ name: filename, mimeType })
