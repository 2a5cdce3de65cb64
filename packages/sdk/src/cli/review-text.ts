import type { FileComparison, PermissionChange, ReviewDetail, ReviewSummary, TrialRun } from '@grantry/contract'
import { count, formatBytes, formatDuration, formatTable } from './format.ts'
import { printable } from './printable.ts'

export function queueText(reviews: readonly ReviewSummary[]): string {
  if (reviews.length === 0) return 'Nothing is there to review'
  const rows = reviews.map(({ id, position, extension, version, publisher, risk, status, ageSeconds }) => [
    position === null ? '' : String(position),
    `${extension}@${version}`,
    printable(publisher.name),
    risk,
    status,
    formatDuration(ageSeconds * 1000),
    id,
  ])
  return formatTable(['no', 'version', 'publisher', 'risk', 'state', 'age', 'review'], rows)
}

/** Everything that a decision rests on, in the order of the desk. */
export function reviewText(review: ReviewDetail, trial: TrialRun | undefined): string {
  const { name, extension, version, publisher, submittedBy, status, risk, detail, comparedWith, reach } = review
  return [
    `${printable(name)} (${extension} ${version}), ${status}`,
    printable(detail.description),
    `By ${printable(publisher.name)} (${publisher.slug}), sent by ${printable(submittedBy.name)} <${printable(submittedBy.email)}>`,
    `Risk ${risk}, ${formatBytes(detail.sizeBytes)}, ${detail.abi}, ${detail.digest}`,
    `Installed ${count(reach.installs, 'time')} in ${count(reach.workspaces, 'workspace')}`,
    ...(review.reason === null ? [] : [`Decided: ${printable(review.reason)}`]),
    '',
    comparedWith === null ? 'It is compared with nothing: it is the first.' : `Compared with ${comparedWith}:`,
    ...part('Permissions', review.permissionChanges.map(permissionLine)),
    ...part('Imports', changeLines(review.importChanges)),
    ...part('Files', changeLines(review.fileChanges)),
    '',
    ...trialLines(trial),
  ].join('\n')
}

const part = (title: string, lines: readonly string[]): string[] => [
  `${title}:`,
  ...(lines.length === 0 ? ['  as before'] : lines),
]

const MARKS: Record<PermissionChange['change'], string> = {
  added: '+',
  removed: '-',
  widened: '>',
  narrowed: '<',
  changed: '~',
  unchanged: ' ',
}

function permissionLine({ change, permission, before }: PermissionChange): string {
  const was = before !== null && change !== 'unchanged' ? `\n      before: ${printable(before.sentence)}` : ''
  const optional = permission.optional ? ', optional' : ''
  return `  ${MARKS[change]} ${printable(permission.sentence)} (${change}, ${permission.risk} risk${optional})${was}\n      ${printable(permission.reason)}`
}

const changeLines = ({ added, removed, changed = [] }: { added: string[]; removed: string[]; changed?: string[] }) => [
  ...added.map((name) => `  + ${printable(name)}`),
  ...removed.map((name) => `  - ${printable(name)}`),
  ...changed.map((name) => `  ~ ${printable(name)}`),
]

/** What it did when it was tried out. */
function trialLines(trial: TrialRun | undefined): string[] {
  if (trial === undefined) return ['It was not tried out.']
  if (trial.evidence === null) return [`Trial run: ${trial.state}${trial.remark ? `, ${printable(trial.remark)}` : ''}`]
  return [
    'Trial run:',
    ...trial.evidence.calls.map(
      ({ name, kind, sample, ending, code, fuelConsumed, hostCallCount }) =>
        `  ${kind} ${printable(name)}, ${sample} input: ${ending}${code === null ? '' : ` ${printable(code)}`}, ${fuelConsumed} fuel, ${count(hostCallCount, 'host call')}`,
    ),
    ...trial.evidence.permissions.map(
      ({ permission, requested, allowed, denied }) =>
        `  ${permission}: used ${count(allowed, 'time')}, denied ${count(denied, 'time')}${requested ? '' : ', without asking for it'}`,
    ),
  ]
}

/** A file beside that of the version it is compared with, as `diff -u` writes it. */
export function fileText({ path, comparedWith, kind, hunks, importChanges, exportChanges }: FileComparison): string {
  const head = [`--- ${printable(path)} ${comparedWith ?? '(nothing)'}`, `+++ ${printable(path)}`]
  if (hunks !== null)
    return [
      ...head,
      ...hunks.flatMap(({ beforeLine, afterLine, lines }) => [
        `@@ -${beforeLine} +${afterLine} @@`,
        ...lines.map(({ change, text }) => `${SIGNS[change]}${printable(text)}`),
      ]),
    ].join('\n')
  const changes = [importChanges, exportChanges].flatMap((each) => (each === null ? [] : changeLines(each)))
  return [...head, `A ${kind} file`, ...changes].join('\n')
}

const SIGNS = { same: ' ', added: '+', removed: '-' } as const
