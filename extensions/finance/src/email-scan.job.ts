import { job, PlatformError, Type, type Entry, type JobContext } from '@grantry/sdk'
import { importMessage } from './import-message.ts'
import { countMessages, messagesFrom, START, type Place } from './mailbox.ts'
import { storedMessage } from './message-bytes.ts'
import { UnreadableMessage } from './read-message.ts'

export const MAILBOX = '/mail'
const CHECKPOINT_EVERY = 10

/** How far a scan is. */
interface Scan {
  place: Place
  /** Messages in the folder when the scan began; null before they were counted. */
  total: number | null
  imported: number
  existing: number
  others: number
  unreadable: number
}

/** Refusals that concern one message; any other concerns all of them and ends the scan. */
const OF_ONE_MESSAGE = new Set(['entry_not_found', 'reply_too_large'])

/**
 * Finds the receipts in a folder of messages. A message that was dealt with after the last checkpoint is dealt with
 * again when the job resumes; its receipt is found in its place then, so that none is made twice.
 */
export const emailScan = job('email_scan', {
  title: 'Scan a mailbox for receipts',
  params: Type.Object({
    folder: Type.Optional(
      Type.String({
        title: 'Folder',
        description: `Where the messages are, as .eml files; ${MAILBOX} or a folder below it`,
        default: MAILBOX,
        minLength: 2,
        maxLength: 500,
      }),
    ),
  }),
  state: (): Scan => ({ place: START, total: null, imported: 0, existing: 0, others: 0, unreadable: 0 }),

  async run(ctx, scan) {
    const { folder = MAILBOX } = ctx.params
    if (scan.total === null) await begin(ctx, scan, folder)
    for await (const { entry, place } of messagesFrom(ctx.entries, folder, scan.place)) {
      if (await ctx.interrupted()) return
      await scanMessage(ctx, scan, entry)
      scan.place = place
      await ctx.progress(fractionOf(scan), `${scanned(scan)} of ${scan.total} messages, new receipts: ${scan.imported}`)
      if (scanned(scan) % CHECKPOINT_EVERY === 0) await ctx.checkpoint()
    }
    await ctx.progress(1, summaryOf(scan))
  },
})

/** What was not granted is left out of a list: nobody should take it for an empty mailbox. */
async function begin(ctx: JobContext, scan: Scan, folder: string): Promise<void> {
  scan.total = await countMessages(ctx.entries, folder)
  if (scan.total === 0) ctx.warn(`There are no .eml files in ${folder}, or none that may be read`)
}

async function scanMessage(ctx: JobContext, scan: Scan, entry: Entry): Promise<void> {
  try {
    const { outcome } = await importMessage(ctx.entries, storedMessage(ctx.entries, entry))
    scan[TALLIES[outcome]] += 1
  } catch (error) {
    if (!isOfOneMessage(error)) throw error
    scan.unreadable += 1
    ctx.warn(`${entry.path}: ${error.message}`)
  }
  ctx.items()
  ctx.bytes(entry.sizeBytes)
}

const TALLIES = { imported: 'imported', existing: 'existing', no_receipt: 'others' } as const

const isOfOneMessage = (error: unknown): error is Error =>
  error instanceof UnreadableMessage || (error instanceof PlatformError && OF_ONE_MESSAGE.has(error.code))

const scanned = ({ imported, existing, others, unreadable }: Scan) => imported + existing + others + unreadable

/** Messages that arrive during a scan are scanned as well. */
const fractionOf = (scan: Scan) => Math.min(1, scanned(scan) / Math.max(1, scan.total ?? 1))

const summaryOf = (scan: Scan): string =>
  [
    `${scanned(scan)} messages, new receipts: ${scan.imported}`,
    `known: ${scan.existing}`,
    `without a receipt: ${scan.others}`,
    `unreadable: ${scan.unreadable}`,
  ].join(', ')
