import { openAsBlob } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { DISPUTE_FILES, DISPUTE_TEXTS, type DisputeText } from '@grantry/contract'
import { Command } from 'commander'
import { CliError, usageError } from '../cli.errors.ts'
import { connect } from '../connection.ts'
import { disputesText, disputeText } from '../dispute-text.ts'
import { allItems, firstItems } from '../pages.ts'
import { confirm } from '../prompt.ts'
import { startRun, type Run } from '../run.ts'

/** Lists show so many of the newest. */
const NEWEST = 50
const DISPUTE = 'id of a dispute'

export const disputesCommand = () =>
  new Command('disputes')
    .description(`List disputes, newest first; the newest ${NEWEST}`)
    .option('--open', 'only those that are undecided')
    .action(async ({ open }: { open?: true }, command: Command) => {
      const run = await startRun(command)
      const { adminBilling } = connect(run)
      const disputes = await firstItems(
        allItems((page) => adminBilling.disputes({ ...page, ...(open && { state: 'open' as const }) })),
        NEWEST,
      )
      run.print({ json: disputes, text: disputesText(disputes) })
    })
    .addCommand(showCommand())
    .addCommand(answerCommand())

const showCommand = () =>
  new Command('show')
    .description('Show a dispute, and what is said to it')
    .argument('<dispute>', DISPUTE)
    .action(async (id: string, _options: object, command: Command) => {
      const run = await startRun(command)
      const dispute = await connect(run).adminBilling.dispute(id)
      run.print({ json: dispute, text: disputeText(dispute) })
    })

interface AnswerOptions {
  text?: string[]
  file?: string[]
  submit?: true
  yes?: true
}

const answerCommand = () =>
  new Command('answer')
    .description('Write the answer to a dispute, and with --submit send it to the bank, which reads one')
    .argument('<dispute>', DISPUTE)
    .option(
      '--text <name=text>',
      `what to say, or @<path> of a file that says it; repeatable: ${Object.keys(DISPUTE_TEXTS).join(', ')}`,
      collect,
    )
    .option('--file <name=path>', `a PDF, PNG or JPEG; repeatable: ${Object.keys(DISPUTE_FILES).join(', ')}`, collect)
    .option('--submit', 'send it: it cannot be changed any more')
    .option('--yes', 'do not ask')
    .action(async (id: string, { text = [], file = [], submit, yes }: AnswerOptions, command: Command) => {
      const run = await startRun(command)
      const { adminBilling } = connect(run)
      const files = file.map((option) => pairOf(option, DISPUTE_FILES, '--file'))
      const said = text.map((option) => pairOf(option, DISPUTE_TEXTS, '--text'))
      let dispute = await adminBilling.dispute(id)
      if (said.length > 0) {
        const texts = { ...dispute.answer.texts, ...(await textsOf(said)) }
        dispute = await adminBilling.saveDisputeAnswer(id, { texts, seen: dispute.answer.savedAt })
      }
      for (const [name, path] of files) dispute = await adminBilling.addDisputeFile(id, name, await documentOf(path))
      if (submit) {
        if (!yes) await requireConsent(run)
        dispute = await adminBilling.submitDisputeAnswer(id, { seen: dispute.answer.savedAt })
      }
      run.print({ json: dispute, text: disputeText(dispute) })
    })

async function requireConsent(run: Run): Promise<void> {
  if (!run.canAsk()) throw usageError('Nobody can be asked here', 'Add --yes')
  if (!(await confirm('Submit this answer? The bank reads no other one.')))
    throw new CliError({ exit: 'interrupted', code: 'declined', detail: 'Nothing was submitted' })
}

const collect = (value: string, before: readonly string[] = []) => [...before, value]

function pairOf<K extends string>(option: string, names: Readonly<Record<K, string>>, flag: string): [K, string] {
  const at = option.indexOf('=')
  const name = option.slice(0, Math.max(at, 0))
  if (Object.hasOwn(names, name)) return [name as K, option.slice(at + 1)]
  throw usageError(`${flag} takes <name>=…, not ${option}`, `Names are ${Object.keys(names).join(', ')}`)
}

async function textsOf(said: readonly [DisputeText, string][]): Promise<Partial<Record<DisputeText, string>>> {
  const texts = said.map(async ([name, text]) => [name, text.startsWith('@') ? await textIn(text.slice(1)) : text])
  return Object.fromEntries(await Promise.all(texts))
}

const textIn = async (path: string): Promise<string> => readFile(path, 'utf8').catch(notReadable(path))

async function documentOf(path: string): Promise<{ name: string; content: Blob }> {
  return { name: basename(path), content: await openAsBlob(path).catch(notReadable(path)) }
}

const notReadable = (path: string) => (cause: unknown) => {
  throw new CliError({ exit: 'usage', code: 'file_not_readable', detail: `${path} cannot be read`, cause })
}
