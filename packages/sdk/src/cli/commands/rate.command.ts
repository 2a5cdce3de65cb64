import { Command, InvalidArgumentError } from 'commander'
import { usageError } from '../cli.errors.ts'
import { connect } from '../connection.ts'
import { startRun } from '../run.ts'

export const rateCommand = () =>
  new Command('rate')
    .summary('Say what you think of an extension')
    .description('Rate an extension that you use, or change what you said. It stands in the store with your name.')
    .argument('<extension>', 'id')
    .argument('[stars]', '1 to 5', starsFrom)
    .option('--text <text>', 'what you think, in plain words; without it, what you said before stays')
    .option('--delete', 'take back what you said')
    .action(async (id: string, stars: number | undefined, options: RateOptions, command: Command) => {
      const run = await startRun(command)
      const { ratings } = connect(run)
      if (options.delete) {
        await ratings.deleteOwn(id)
        return run.print({ json: null, text: `Your rating of ${id} is deleted` })
      }
      if (stars === undefined) throw usageError('How many stars?', `Run grantry rate ${id} 4, or with --delete`)
      // The server writes a rating anew, so that stars alone would erase what was said before.
      const text = options.text ?? (await ratings.own(id)).rating?.text ?? ''
      const rating = await ratings.rate(id, { stars, text })
      run.print({ json: rating, text: `You gave ${id} ${stars} of 5 stars` })
    })

interface RateOptions {
  text?: string
  delete?: true
}

function starsFrom(text: string): number {
  if (!/^[1-5]$/.test(text)) throw new InvalidArgumentError('Stars are a whole number from 1 to 5.')
  return Number(text)
}
