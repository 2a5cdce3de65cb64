import type { Client } from '../client/index.ts'
import { usageError } from './cli.errors.ts'
import { choosePublisher } from './publishers.ts'
import { parseVersionReference } from './versions.ts'

/** The version that a publisher means by `ext@version`. */
export interface OwnVersion {
  publisher: string
  extension: string
  version: string
}

/** @throws CliError `usage` for a text without a version, or when it is not clear which publisher is meant */
export async function getOwnVersion(client: Client, text: string, publisher: string | undefined): Promise<OwnVersion> {
  const { extension, version } = parseVersionReference(text)
  if (version === null) throw usageError(`${text} names no version`, `Write ${extension}@1.2.3`)
  return { publisher: await choosePublisher(client, publisher), extension, version }
}
