import { VERSION_STATES, type VersionState } from '@grantry/contract'
import { Command, Option } from 'commander'
import { CliError, usageError } from '../cli.errors.ts'
import { connect } from '../connection.ts'
import { findReview } from '../find-review.ts'
import { count } from '../format.ts'
import { allItems, firstItems } from '../pages.ts'
import { confirm } from '../prompt.ts'
import { fileText, queueText, reviewText } from '../review-text.ts'
import { startRun } from '../run.ts'

/** The queue shows so many of the oldest. */
const OLDEST = 50

export const reviewCommand = () =>
  new Command('review')
    .summary('Look at versions that wait, and decide')
    .description('The review desk, for admins. A token needs the scope review: grantry login --scope review.')
    .addCommand(queueCommand())
    .addCommand(showCommand())
    .addCommand(diffCommand())
    .addCommand(approveCommand())
    .addCommand(rejectCommand())
    .addCommand(takeDownCommand())

const queueCommand = () =>
  new Command('queue')
    .description(`List what waits, oldest first; the oldest ${OLDEST}`)
    .addOption(new Option('--status <state>', 'in this state').choices([...VERSION_STATES]).default('submitted'))
    .action(async ({ status }: { status: VersionState }, command: Command) => {
      const run = await startRun(command)
      const { reviews } = connect(run)
      const items = await firstItems(
        allItems((page) => reviews.list({ status, ...page })),
        OLDEST,
      )
      run.print({ json: items, text: queueText(items) })
    })

const showCommand = () =>
  new Command('show')
    .description('Show what a version asks for, what it changes, and what it did when it was tried out')
    .argument('<version>', 'ext@version, or the id of the review')
    .option('--against <version>', 'compare with this one; default: the last approved one')
    .action(async (text: string, options: { against?: string }, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const id = await findReview(client, text)
      const [review, trials] = await Promise.all([client.reviews.get(id, options), client.reviews.trialRuns(id)])
      run.print({ json: { ...review, trialRuns: trials.items }, text: reviewText(review, trials.items[0]) })
    })

const diffCommand = () =>
  new Command('diff')
    .description('Show one file beside that of an earlier version')
    .argument('<version>', 'ext@version, or the id of the review')
    .argument('<file>', 'its path in the archive')
    .option('--against <version>', 'compare with this one; default: the last approved one')
    .action(async (text: string, file: string, options: { against?: string }, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const comparison = await client.reviews.compareFile(await findReview(client, text), file, options)
      run.print({ json: comparison, text: fileText(comparison) })
    })

const approveCommand = () =>
  new Command('approve')
    .description('Put a version into the store, with exactly the permissions it asks for')
    .argument('<version>', 'ext@version, or the id of the review')
    .option('--reason <text>', 'a word to its publisher')
    .action(async (text: string, { reason }: { reason?: string }, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      await client.reviews.approve(await findReview(client, text), reason)
      run.print({ json: null, text: `${text} is approved` })
    })

const rejectCommand = () =>
  new Command('reject')
    .description('Refuse a version; its publisher reads the reason')
    .argument('<version>', 'ext@version, or the id of the review')
    .requiredOption('--reason <text>', 'what the publisher should change')
    .action(async (text: string, { reason }: { reason: string }, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      await client.reviews.reject(await findReview(client, text), reason)
      run.print({ json: null, text: `${text} is rejected` })
    })

const takeDownCommand = () =>
  new Command('take-down')
    .description('Stop every running copy of a version')
    .argument('<version>', 'ext@version, or the id of the review')
    .requiredOption('--reason <text>', 'why')
    .option('--yes', 'do not ask')
    .action(async (text: string, { reason, yes }: { reason: string; yes?: true }, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const { id, reach } = await client.reviews.get(await findReview(client, text))
      if (!yes && !run.canAsk()) throw usageError('Nobody can be asked here', 'Add --yes')
      const where = `${count(reach.installs, 'install')} in ${count(reach.workspaces, 'workspace')}`
      if (!yes && !(await confirm(`Stop ${text}, which is ${where}?`)))
        throw new CliError({ exit: 'interrupted', code: 'declined', detail: 'Nothing was stopped' })
      await client.reviews.takeDown(id, reason)
      run.print({ json: null, text: `${text} is taken down: ${where}` })
    })
