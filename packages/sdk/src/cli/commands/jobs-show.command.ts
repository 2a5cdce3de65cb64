import type { Job, JobLine, JobRun } from '@grantry/contract'
import { Command } from 'commander'
import { chooseWorkspace, connect } from '../connection.ts'
import { formatBytes, formatInstant, formatTable, formatWhole } from '../format.ts'
import { requireJobId } from '../job-id.ts'
import { amountTexts, durationText, lineText, oneLine, percentText, reasonText, stateText } from '../job-text.ts'
import { readTree, treeLines, type JobNode } from '../job-tree.ts'
import { printable, printableJson } from '../printable.ts'
import { startRun } from '../run.ts'

export const showCommand = () =>
  new Command('show')
    .summary('Show everything about a job')
    .description(
      'Show a job: how far it is, what it warned of, the jobs it has started, and how each of its runs ended',
    )
    .argument('<id>', 'id of the job')
    .action(async (id: string, _options: object, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const workspace = await chooseWorkspace(run, client)
      const job = await client.jobs.get(workspace, requireJobId(id))
      const tree = await readTree(client, workspace, job)
      run.print({ json: { ...job, tree: tree.children }, text: jobText(job, tree) })
    })

const jobText = (job: Job, tree: JobNode): string =>
  [
    headline(job),
    ...facts(job),
    ...section('params', job.params === null ? [] : printableJson(job.params, 2).split('\n')),
    ...section(`warnings (${job.warningCount})`, lines(job.warnings)),
    ...section(`errors (${job.errorCount})`, lines(job.errors)),
    ...section(`children (${job.children.total})`, treeLines(tree)),
    ...section('runs', job.runs.length === 0 ? [] : runsText(job.runs).split('\n')),
  ].join('\n')

const headline = (job: Job): string => {
  const title = job.title === null ? '' : ` (${oneLine(job.title)})`
  return `${job.jobType}${title} · ${stateText(job)}`
}

function facts(job: Job): string[] {
  const { checkpoint, fuel } = job
  return [
    ...fact('id', job.id),
    ...fact('reason', job.reason && reasonText(job.reason)),
    ...fact('progress', [percentText(job), oneLine(job.message ?? '')].filter((part) => part !== '').join(' · ')),
    ...fact('counted', amountTexts(job).join(' · ')),
    ...fact('created', `${formatInstant(job.createdAt)} by ${ORIGINS[job.origin]}`),
    ...fact('started', job.startedAt && formatInstant(job.startedAt)),
    ...fact('ended', job.endedAt && formatInstant(job.endedAt)),
    ...fact('took', durationText(job)),
    ...fact('attempts', `${job.attempts} of ${job.maxAttempts}`),
    ...fact('next try', job.nextAttemptAt && formatInstant(job.nextAttemptAt)),
    ...fact(
      'saved',
      checkpoint &&
        `checkpoint ${checkpoint.sequence}, ${formatBytes(checkpoint.sizeBytes)}, ${formatInstant(checkpoint.at)}`,
    ),
    ...fact('resumes', job.resumable ? null : 'no: after an interruption it starts from nothing'),
    ...fact('fuel', `${formatWhole(fuel.used)} of ${formatWhole(fuel.budget)}`),
    ...fact('parent', job.parentId),
    ...fact('schedule', job.scheduleId),
  ]
}

const ORIGINS: Record<Job['origin'], string> = {
  person: 'a person',
  extension: 'the extension',
  schedule: 'a schedule',
  job: 'another job',
}

/** One line, or none where there is nothing to say. */
const fact = (title: string, value: string | null): string[] =>
  value === null || value === '' ? [] : [`  ${title.padEnd(9)} ${printable(value)}`]

const section = (title: string, content: readonly string[]): string[] =>
  content.length === 0 ? [] : [`  ${title}`, ...content.map((line) => `    ${line}`)]

const lines = (items: readonly JobLine[]): string[] =>
  items.toSorted((a, b) => (a.at < b.at ? -1 : 1)).map((line) => lineText({ ...line, message: oneLine(line.message) }))

const runsText = (runs: readonly JobRun[]): string =>
  formatTable(
    ['run', 'ended as', 'version', 'node', 'started', 'ended', 'fuel', 'why'],
    runs
      .toSorted((a, b) => a.number - b.number)
      .map(({ number, outcome, version, node, startedAt, endedAt, fuel, reason }) => [
        String(number),
        outcome ?? 'goes on',
        version,
        oneLine(node),
        formatInstant(startedAt),
        endedAt === null ? '' : formatInstant(endedAt),
        formatWhole(fuel),
        reason === null ? '' : reasonText(reason),
      ]),
  )
