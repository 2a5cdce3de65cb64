import { classify, type Classification } from './classify.ts'
import type { Message } from './read-message.ts'

/** Where receipts are kept. The manifest asks to write here and nowhere else. */
export const RECEIPTS = '/receipts'

/** What is kept of a receipt, as JSON. */
export interface Receipt {
  version: 1
  category: Classification['category']
  merchant: string | null
  /** In the smallest unit of the currency. */
  amountMinor: number | null
  currency: string | null
  /** `YYYY-MM-DD` */
  date: string | null
  confidence: number
  evidence: string[]
  message: {
    /** `sha256:` and 64 hex digits, of the whole message. */
    digest: string
    /** Path of the message; null for one that is no file of the workspace. */
    path: string | null
    id: string | null
    subject: string
    from: string | null
    sentAt: string | null
    attachments: Message['attachments']
  }
}

/**
 * The path of a message's receipt. It follows from the message's bytes alone: whoever imports the same message again, at
 * the same time or after a crash, finds the receipt there instead of making another one.
 */
export const receiptPath = (digest: string): string => `${RECEIPTS}/${digest.replace('sha256:', '')}.json`

const DATE_CHARACTERS = 10

export const classifyMessage = ({ text, subject, sender, sentAt }: Message): Classification =>
  classify({ text, subject, sender, sentOn: sentAt?.slice(0, DATE_CHARACTERS) ?? null })

export function receiptOf(
  message: Message,
  { isReceipt: _always, ...classification }: Classification,
  source: { digest: string; path: string | null },
): Receipt {
  const { messageId, subject, sender, sentAt, attachments } = message
  const from = sender === null ? null : `${sender.name} <${sender.address}>`.trim()
  return { version: 1, ...classification, message: { ...source, id: messageId, subject, from, sentAt, attachments } }
}
