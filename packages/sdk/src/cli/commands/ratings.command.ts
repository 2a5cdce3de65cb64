import { RATING_SORTS, type Rating } from '@grantry/contract'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { RatingSearch } from '../../client/index.ts'
import { usageError } from '../cli.errors.ts'
import { connect, connectAsAnybody } from '../connection.ts'
import { formatInstant } from '../format.ts'
import { allItems, firstItems } from '../pages.ts'
import { parseAmount } from '../parse-amount.ts'
import { printable } from '../printable.ts'
import { choosePublisher } from '../publishers.ts'
import { startRun } from '../run.ts'

interface RatingsOptions {
  stars?: number
  ofVersion?: string
  unanswered?: true
  sort?: RatingSearch['sort']
  limit: string
}

export const ratingsCommand = () =>
  new Command('ratings')
    .summary('Read what people say of an extension')
    .description('Read what people say of an extension. The id of a rating is what grantry reply asks for.')
    .argument('<extension>', 'id')
    .option('--stars <number>', 'only those with so many', starsFrom)
    .option('--of-version <version>', 'only of those who had this version')
    .option('--unanswered', 'only those without an answer of the publisher')
    .addOption(new Option('--sort <order>', 'order').choices([...RATING_SORTS]))
    .option('--limit <number>', 'how many at most', '20')
    .action(async (id: string, options: RatingsOptions, command: Command) => {
      const run = await startRun(command)
      const { stars, ofVersion: version, unanswered, sort } = options
      const limit = parseAmount('--limit', options.limit)
      const { ratings } = connectAsAnybody(run)
      const search: RatingSearch = { stars, version, sort, replies: unanswered ? 'missing' : undefined }
      const items = await firstItems(
        allItems((page) => ratings.list(id, { ...search, ...page })),
        limit,
      )
      run.print({ json: items, text: ratingsText(items) })
    })

export const replyCommand = () =>
  new Command('reply')
    .summary('Answer a rating of your extension')
    .description('Answer a rating, or change the answer. It stands in the store in the name of the publisher.')
    .argument('<rating>', 'id, as grantry ratings shows it')
    .argument('[text]', 'what the publisher says, in plain words')
    .option('--publisher <slug>', 'the publisher that answers; default: your only one')
    .option('--withdraw', 'take the answer back')
    .action(async (id: string, text: string | undefined, options: ReplyOptions, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      if (!options.withdraw && text === undefined)
        throw usageError('What is the answer?', `Run grantry reply ${id} "Thank you", or with --withdraw`)
      const slug = await choosePublisher(client, options.publisher)
      if (options.withdraw) {
        await client.ratings.deleteReply(slug, id)
        return run.print({ json: null, text: 'The answer is withdrawn' })
      }
      const rating = await client.ratings.reply(slug, id, text ?? '')
      run.print({ json: rating, text: `${printable(rating.author ?? 'Somebody who left')} is answered` })
    })

interface ReplyOptions {
  publisher?: string
  withdraw?: true
}

function starsFrom(text: string): number {
  if (!/^[1-5]$/.test(text)) throw new InvalidArgumentError('Stars are a whole number from 1 to 5.')
  return Number(text)
}

const ratingsText = (ratings: readonly Rating[]): string =>
  ratings.length === 0 ? 'There are no such ratings' : ratings.map(ratingText).join('\n\n')

function ratingText({ id, stars, author, version, createdAt, editedAt, text, reply }: Rating): string {
  const who = printable(author ?? 'Somebody who left')
  const lines = [
    `${'★'.repeat(stars)}${'☆'.repeat(5 - stars)}  ${who}, ${formatInstant(editedAt ?? createdAt)}, version ${version}`,
    `  ${id}`,
    ...(text === '' ? [] : [indented(text)]),
    ...(reply === null ? [] : [`  Answered ${formatInstant(reply.at)}:`, indented(reply.text)]),
  ]
  return lines.join('\n')
}

const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => `  ${printable(line)}`)
    .join('\n')
