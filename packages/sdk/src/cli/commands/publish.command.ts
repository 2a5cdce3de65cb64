import { openAsBlob } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { PublishAs, Published, PublisherVersion } from '@grantry/contract'
import { Command } from 'commander'
import { buildExtension, packExtension } from '../../build/index.ts'
import type { Client } from '../../client/index.ts'
import { notFound, usageError } from '../cli.errors.ts'
import { connect } from '../connection.ts'
import { describeFailure } from '../failure-report.ts'
import { count, formatBytes } from '../format.ts'
import { choosePublisher } from '../publishers.ts'
import { allItems } from '../pages.ts'
import { printable } from '../printable.ts'
import { startRun, type Run } from '../run.ts'
import { startUploadBar } from '../upload-bar.ts'

interface Options {
  publisher?: string
  draft?: true
  sourceMap?: true
}

export const publishCommand = () =>
  new Command('publish')
    .summary('Build, pack and upload an extension')
    .description('Build, pack and upload an extension; an admin reviews it before anybody can install it')
    .argument('[path]', 'a folder with extension.json, which is built first, or a packed .tgz', '.')
    .option('--publisher <slug>', 'publisher to publish under, when you have several')
    .option('--draft', 'keep it as a draft; grantry submit sends it to the review')
    .option('--source-map', 'include the source map, so that stacks on the server name your files and lines')
    .action(async (path: string, options: Options, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const publisher = await choosePublisher(client, options.publisher)
      const archive = await archiveAt(path, options.sourceMap ? 'included' : 'left out')
      const as = options.draft === true ? 'draft' : 'submitted'
      const published = await upload(run, client, publisher, { archive, as })
      const review = await findReviewOrNote(run, client, publisher, published)
      run.print({ json: { ...published, publisher, review }, text: publishedText(published, publisher, review) })
    })

/** A folder is built and packed; a file is taken as it is. */
async function archiveAt(path: string, sourceMap: 'included' | 'left out'): Promise<string> {
  const found = await stat(path).catch(() => null)
  if (found === null) throw notFound(`There is neither a folder nor an archive ${path}`)
  if (found.isDirectory()) {
    await buildExtension(path)
    return (await packExtension(path, { sourceMap })).archive
  }
  if (sourceMap === 'included') throw usageError(`${path} is packed already: --source-map is for folders`)
  return path
}

interface What {
  /** Path of the archive. */
  archive: string
  as: PublishAs
}

async function upload(run: Run, client: Client, publisher: string, what: What): Promise<Published> {
  const archive = await openAsBlob(what.archive, { type: 'application/gzip' })
  const bar = startUploadBar(archive.size, run.canAsk() ? 'shown' : 'hidden')
  try {
    return await client.publishers.publish(publisher, {
      archive,
      as: what.as,
      onProgress: (sentBytes) => bar.update(sentBytes),
      onStage: (stage) => bar.reach(stage),
    })
  } finally {
    bar.stop()
  }
}

/**
 * The upload has succeeded by now, and must not look as if it had not: whoever cannot be told the place in the queue,
 * perhaps because the token may publish but not read, is told all the rest.
 */
async function findReviewOrNote(
  run: Run,
  client: Client,
  publisher: string,
  published: Published,
): Promise<PublisherVersion['review']> {
  try {
    return await findReview(client, publisher, published)
  } catch (error) {
    run.note(printable(`How the review stands is not known: ${describeFailure(error).detail}`))
    return null
  }
}

async function findReview(
  client: Client,
  publisher: string,
  published: Published,
): Promise<PublisherVersion['review']> {
  for await (const version of allItems((query) => client.publishers.listVersions(publisher, query)))
    if (version.extension === published.extension && version.version === published.version) return version.review
  return null
}

function publishedText(published: Published, publisher: string, review: PublisherVersion['review']): string {
  const { extension, version, digest, status, sizeBytes, inspection } = published
  const position = review?.position
  const { abi, functionCount, imports, exports, features } = inspection
  const functions = functionCount === 0 ? [] : [count(functionCount, 'function')]
  return [
    `Published ${extension} ${version} under ${publisher}: ${status}${position ? `, number ${position} in the review queue` : ''}`,
    ...fact('archive', [formatBytes(sizeBytes), digest]),
    ...fact('entry', [abi, formatBytes(inspection.sizeBytes), ...functions]),
    ...fact(
      'imports',
      imports.map(({ module, name }) => `${module}.${name}`),
    ),
    ...fact(
      'exports',
      exports.map(({ name }) => name),
    ),
    ...fact('features', features),
    status === 'draft'
      ? `grantry submit ${extension}@${version} sends it to the review`
      : `grantry status ${extension}@${version} shows how the review goes`,
  ].join('\n')
}

/** One line, or none where there is nothing to say. */
const fact = (title: string, values: readonly string[]): string[] =>
  values.length === 0 ? [] : [`  ${title.padEnd(9)} ${printable(values.join(', '))}`]
