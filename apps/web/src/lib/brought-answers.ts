import type { QueryClient, QueryKey } from '@tanstack/react-query'

/** What the server knew when it drew the page, each under the key of the question that it answers. */
export type BroughtAnswers = readonly (readonly [QueryKey, unknown])[]

/** What comes with a page that the server has drawn, so that the scripts draw the same. */
export interface Brought {
  answers: BroughtAnswers
  /** How numbers, amounts and days are written in it, by what they say. */
  words: Readonly<Record<string, string>>
}

/** Answers that came with a page count as just asked for. */
export function rememberAnswers(queryClient: QueryClient, answers: BroughtAnswers): void {
  for (const [key, answer] of answers) queryClient.setQueryData(key, answer)
}
