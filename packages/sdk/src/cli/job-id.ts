import { jobIdSchema } from '@grantry/contract'
import { notFound } from './cli.errors.ts'

/** The id of a job as it was typed. Throws not_found for what cannot be one. */
export function requireJobId(text: string): string {
  if (!jobIdSchema.safeParse(text).success) throw notFound(`There is no job ${text}`, 'Run grantry jobs list')
  return text
}
