import { action, defineExtension, PlatformError, query, Type, type Context } from '@grantry/sdk'
import { countWords } from './count-words.ts'

const SIDECAR = 'wordstats.json'

const path = Type.String({
  title: 'File',
  description: 'Path of a text file, for example /notes/today.md',
  minLength: 2,
})
const input = Type.Object({ path })
const statistics = Type.Object({
  words: Type.Integer(),
  lines: Type.Integer(),
  characters: Type.Integer(),
  topWords: Type.Array(Type.Object({ word: Type.String(), count: Type.Integer() })),
})

export default defineExtension({
  queries: {
    count: query({
      title: 'Count words',
      description: 'Words, lines and characters of a text file, and its ten most frequent words.',
      input,
      output: statistics,
      run: async (named, ctx) => countWords(await readText(named.path, ctx)),
    }),
  },

  actions: {
    annotate: action({
      title: 'Count words and keep the result',
      description: `Writes the counts beside the file, as ${SIDECAR}. Without the permission it only shows them.`,
      input,
      output: Type.Object({
        kept: Type.Boolean({ description: 'Whether the sidecar was written' }),
        message: Type.String(),
        statistics,
      }),
      async run(named, ctx) {
        const { entry, text } = await ctx.entries.get({ path: named.path, content: 'text' })
        const counted = countWords(text)
        const outcome = await keep(entry.id, JSON.stringify(counted, null, 2), ctx)
        return { ...outcome, statistics: counted }
      },
    }),
  },
})

async function readText(file: string, ctx: Context): Promise<string> {
  const { text } = await ctx.entries.get({ path: file, content: 'text' })
  return text
}

/** Writing is optional: a person who did not grant it still gets the counts. */
async function keep(entry: string, text: string, ctx: Context): Promise<{ kept: boolean; message: string }> {
  try {
    await ctx.entries.writeSidecar({ entry, name: SIDECAR, text, mimeType: 'application/json' })
    return { kept: true, message: `Kept as ${SIDECAR} beside the file` }
  } catch (error) {
    if (!(error instanceof PlatformError) || error.code !== 'permission_denied') throw error
    ctx.log.warn(`Not kept: ${error.message}`)
    return { kept: false, message: `Not kept: Word statistics may not write files here` }
  }
}
