import type { PublisherVersion } from '@grantry/contract'
import { Command } from 'commander'
import type { Client } from '../../client/index.ts'
import { notFound } from '../cli.errors.ts'
import { connect } from '../connection.ts'
import { formatTable } from '../format.ts'
import { allItems } from '../pages.ts'
import { printable } from '../printable.ts'
import { startRun } from '../run.ts'
import { parseVersionReference, type VersionReference } from '../versions.ts'

export const statusCommand = () =>
  new Command('status')
    .summary('Show how the review of your versions goes')
    .description('Show your published versions: state, place in the review queue, and what the admin wrote')
    .argument('[extension]', 'ext, or ext@version')
    .option('--publisher <slug>', 'of this publisher only')
    .action(async (text: string | undefined, options: { publisher?: string }, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const wanted = text === undefined ? null : parseVersionReference(text)
      const publishers = options.publisher === undefined ? await ownPublishers(client) : [options.publisher]
      const versions = (await listVersions(client, publishers)).filter((version) => matches(version, wanted))
      if (wanted !== null && versions.length === 0) throw notFound(`You have published no ${text}`)
      run.print({ json: versions, text: statusText(versions) })
    })

const ownPublishers = async (client: Client): Promise<string[]> =>
  (await client.auth.me()).publishers.map(({ slug }) => slug)

async function listVersions(client: Client, publishers: readonly string[]): Promise<PublisherVersion[]> {
  const lists = publishers.map((slug) =>
    Array.fromAsync(allItems((query) => client.publishers.listVersions(slug, query))),
  )
  return (await Promise.all(lists)).flat()
}

const matches = ({ extension, version }: PublisherVersion, wanted: VersionReference | null): boolean =>
  wanted === null || (extension === wanted.extension && (wanted.version ?? version) === version)

function statusText(versions: readonly PublisherVersion[]): string {
  if (versions.length === 0) return 'Nothing has been published yet. Run grantry publish'
  const headings = ['extension', 'version', 'state', 'queue', 'submitted', 'remark']
  return formatTable(headings, versions.map(statusRow))
}

const statusRow = ({ extension, version, status, submittedAt, review }: PublisherVersion): string[] => [
  extension,
  version,
  status,
  review?.position?.toString() ?? '',
  submittedAt.slice(0, 16).replace('T', ' '),
  printable(review?.reason ?? '').replaceAll('\n', ' '),
]
