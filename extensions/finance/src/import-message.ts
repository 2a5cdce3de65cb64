import { PlatformError, type Entries } from '@grantry/sdk'
import { readMessage, requireSize } from './read-message.ts'
import { classifyMessage, receiptOf, receiptPath, type Receipt } from './receipt.ts'

/** A message that may be a receipt. */
export interface MessageSource {
  /** `sha256:` and 64 hex digits, of its bytes. */
  digest: string
  sizeBytes: number
  /** Its path in the workspace; null when it was handed over. */
  path: string | null
  read(): Promise<Uint8Array>
}

export type Imported =
  | { outcome: 'imported'; path: string; receipt: Receipt }
  /** The receipt was there already. */
  | { outcome: 'existing'; path: string }
  | { outcome: 'no_receipt'; confidence: number }

/**
 * Keeps the receipt that a message is, once however often it is called. Throws UnreadableMessage, and PlatformError for
 * what the platform refuses.
 */
export async function importMessage(
  entries: Entries,
  { digest, sizeBytes, path, read }: MessageSource,
): Promise<Imported> {
  const target = receiptPath(digest)
  requireSize(sizeBytes)
  if (await exists(entries, target)) return { outcome: 'existing', path: target }
  const message = await readMessage(await read())
  const classification = classifyMessage(message)
  if (!classification.isReceipt) return { outcome: 'no_receipt', confidence: classification.confidence }
  const receipt = receiptOf(message, classification, { digest, path })
  return (await keep(entries, target, receipt)) === 'kept'
    ? { outcome: 'imported', path: target, receipt }
    : { outcome: 'existing', path: target }
}

const exists = (entries: Entries, path: string): Promise<boolean> =>
  entries.get({ path }).then(
    () => true,
    (error: unknown) => unlessRefused(error, 'entry_not_found', false),
  )

/** Somebody else may have kept it in the meantime. */
const keep = (entries: Entries, path: string, receipt: Receipt): Promise<'kept' | 'taken'> =>
  entries
    .create({
      path,
      text: `${JSON.stringify(receipt, null, 2)}\n`,
      mimeType: 'application/json',
      metadata: summary(receipt),
    })
    .then(
      () => 'kept',
      (error: unknown) => unlessRefused(error, 'entry_exists', 'taken'),
    )

/** What lists can show without reading the receipt. */
const summary = ({ merchant, amountMinor, currency, date, category }: Receipt): Record<string, unknown> => ({
  merchant,
  amountMinor,
  currency,
  date,
  category,
})

function unlessRefused<T>(error: unknown, code: string, value: T): T {
  if (error instanceof PlatformError && error.code === code) return value
  throw error
}
