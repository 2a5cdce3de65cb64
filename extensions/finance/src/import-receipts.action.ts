import { action, PlatformError, Type, type Context } from '@grantry/sdk'
import { importMessage, type Imported, type MessageSource } from './import-message.ts'
import { handedMessage, storedMessage } from './message-bytes.ts'
import { UnreadableMessage } from './read-message.ts'

const MOST_AT_ONCE = 25

const kept = Type.Object({ source: Type.String(), path: Type.String({ description: 'Of the receipt' }) })

export const importReceipts = action({
  title: 'Import receipts',
  description:
    'Keeps the receipts of a few messages as files in /receipts, named by the digest of the message: importing a message again changes nothing.',
  input: Type.Object(
    {
      paths: Type.Optional(
        Type.Array(Type.String({ minLength: 2 }), {
          title: 'Files',
          description: 'Paths of .eml files',
          maxItems: MOST_AT_ONCE,
        }),
      ),
      messages: Type.Optional(
        Type.Array(
          Type.Union([
            Type.Object({ text: Type.String({ minLength: 1 }) }, { additionalProperties: false }),
            Type.Object({ base64: Type.String({ minLength: 1 }) }, { additionalProperties: false }),
          ]),
          { title: 'Messages', description: 'Whole messages, headers included', maxItems: MOST_AT_ONCE },
        ),
      ),
    },
    { additionalProperties: false },
  ),
  output: Type.Object({
    imported: Type.Array(kept),
    existing: Type.Array(kept, { description: 'Their receipts were there already' }),
    skipped: Type.Array(Type.Object({ source: Type.String(), reason: Type.String() })),
  }),

  async run({ paths = [], messages = [] }, ctx) {
    const report: Report = { imported: [], existing: [], skipped: [] }
    for (const path of paths) await importInto(report, path, ctx, () => findStored(path, ctx))
    for (const [index, message] of messages.entries())
      await importInto(report, `messages[${index}]`, ctx, () => handedMessage(message))
    return report
  },
})

interface Report {
  imported: { source: string; path: string }[]
  existing: { source: string; path: string }[]
  skipped: { source: string; reason: string }[]
}

async function findStored(path: string, ctx: Context): Promise<MessageSource> {
  const { entry } = await ctx.entries.get({ path })
  return storedMessage(ctx.entries, entry)
}

/** One message that is no receipt, or not there, does not keep the others from being imported. */
async function importInto(
  report: Report,
  source: string,
  ctx: Context,
  find: () => MessageSource | Promise<MessageSource>,
): Promise<void> {
  try {
    record(report, source, await importMessage(ctx.entries, await find()))
  } catch (error) {
    const concernsOne =
      error instanceof UnreadableMessage || (error instanceof PlatformError && error.code === 'entry_not_found')
    if (!concernsOne) throw error
    report.skipped.push({ source, reason: error.message })
  }
}

function record(report: Report, source: string, imported: Imported): void {
  if (imported.outcome === 'no_receipt')
    report.skipped.push({ source, reason: `It does not look like a receipt (confidence ${imported.confidence})` })
  else report[imported.outcome].push({ source, path: imported.path })
}
