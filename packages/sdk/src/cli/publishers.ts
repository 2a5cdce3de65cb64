import type { Client } from '../client/index.ts'
import { CliError, usageError } from './cli.errors.ts'

/** The publisher that was named, or else the only one the signed-in person belongs to. */
export async function choosePublisher(client: Client, named: string | undefined): Promise<string> {
  if (named !== undefined) return named
  const { publishers } = await client.auth.me()
  const [only, ...others] = publishers
  if (only === undefined)
    throw new CliError({
      exit: 'usage',
      code: 'no_publisher',
      detail: 'You belong to no publisher yet',
      hint: 'Run grantry publishers create <slug> <name>',
    })
  if (others.length > 0)
    throw usageError(
      'Which publisher?',
      `Add --publisher ${publishers.map(({ slug }) => slug).join(' or --publisher ')}`,
    )
  return only.slug
}
