import { defineExtension, query, Type } from '@grantry/sdk'

export default defineExtension({
  queries: {
    // Called as {{id}}:reverse. The schemas check inputs and outputs, and give `run` its types.
    reverse: query({
      title: 'Reverse a text',
      input: Type.Object({ text: Type.String({ title: 'Text', maxLength: 10_000 }) }),
      output: Type.Object({ reversed: Type.String() }),
      run: ({ text }) => ({ reversed: Array.from(text).toReversed().join('') }),
    }),

    // Needs the permission entries.read, which extension.json asks for.
    count_files: query({
      title: 'Count the files of a folder',
      input: Type.Object({ folder: Type.String({ title: 'Folder', default: '/' }) }),
      output: Type.Object({ files: Type.Integer() }),
      async run({ folder }, ctx) {
        let files = 0
        let cursor: string | undefined
        do {
          const page = await ctx.entries.list({ path: folder, cursor })
          files += page.items.length
          cursor = page.nextCursor ?? undefined
        } while (cursor !== undefined)
        ctx.log.info(`${folder} has ${files} files`)
        return { files }
      },
    }),
  },
})
