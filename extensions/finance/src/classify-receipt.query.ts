import { PlatformError, query, Type, type Context } from '@grantry/sdk'
import { CATEGORIES } from './categories.ts'
import { classify, type Classification } from './classify.ts'
import { storedMessage } from './message-bytes.ts'
import { readMessage, UnreadableMessage } from './read-message.ts'
import { classifyMessage } from './receipt.ts'

const input = Type.Object(
  {
    text: Type.Optional(Type.String({ title: 'Text', description: 'What the receipt says', maxLength: 200_000 })),
    entry: Type.Optional(
      Type.String({
        title: 'File',
        description: 'Path of a message (.eml) or a text, instead of a text',
        minLength: 2,
      }),
    ),
  },
  { additionalProperties: false },
)

export const classifyReceipt = query({
  title: 'Classify a receipt',
  description:
    'Category, merchant, amount, currency and date of a receipt, by rules and without any model, with how sure they are.',
  input,
  output: Type.Object({
    isReceipt: Type.Boolean({ description: 'Whether the confidence is at least one half, and an amount was found' }),
    category: Type.Enum(CATEGORIES),
    merchant: Type.Union([Type.String(), Type.Null()]),
    amountMinor: Type.Union([Type.Integer(), Type.Null()], { description: 'In the smallest unit: cents, or yen' }),
    currency: Type.Union([Type.String(), Type.Null()], { description: 'ISO 4217' }),
    date: Type.Union([Type.String(), Type.Null()], { description: 'YYYY-MM-DD' }),
    confidence: Type.Number({ minimum: 0, maximum: 1 }),
    evidence: Type.Array(Type.String(), { description: 'What speaks for it and against it' }),
  }),
  run: async ({ text, entry }, ctx) =>
    entry === undefined ? classify({ text: text ?? '' }) : classifyEntry(entry, ctx),
})

async function classifyEntry(path: string, ctx: Context): Promise<Classification> {
  if (!path.toLowerCase().endsWith('.eml')) {
    const { text } = await ctx.entries.get({ path, content: 'text' })
    return classify({ text })
  }
  const { entry } = await ctx.entries.get({ path })
  try {
    return classifyMessage(await readMessage(await storedMessage(ctx.entries, entry).read()))
  } catch (error) {
    if (!(error instanceof UnreadableMessage)) throw error
    // Whoever asked gets it as an answer; the extension has not failed.
    throw new PlatformError('query:finance:classify_receipt.v1', 'unreadable_message', error.message, { cause: error })
  }
}
