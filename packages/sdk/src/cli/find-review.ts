import type { ReviewSummary } from '@grantry/contract'
import type { Client } from '../client/index.ts'
import { usageError } from './cli.errors.ts'
import { allItems } from './pages.ts'
import { parseVersionReference } from './versions.ts'

const REVIEW_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The id of the review that somebody means by its id or by `ext@version`. */
export async function findReview(client: Client, text: string): Promise<string> {
  if (REVIEW_ID.test(text)) return text
  const { extension, version } = parseVersionReference(text)
  if (version === null)
    throw usageError(`${text} names no version`, `Write ${extension}@1.2.3, or the id of the review`)
  const isMeant = (review: ReviewSummary) => review.extension === extension && review.version === version
  for await (const review of allItems((page) => client.reviews.list(page))) if (isMeant(review)) return review.id
  throw usageError(`There is no review of ${text}`, 'Run grantry review queue')
}
