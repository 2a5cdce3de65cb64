import type { ServerStatus } from '@grantry/contract'
import { count, formatBytes, formatDuration, formatTable } from './format.ts'
import { printable } from './printable.ts'

/** How a server fares, with what needs attention first. */
export function serverText(status: ServerStatus, now: Date): string {
  const { concerns, version, node, startedAt, database, disk, memory, sandboxes, sinceStart, mails } = status
  const facts = [
    `Grantry ${version} on Node.js ${node}, up for ${formatDuration(now.getTime() - Date.parse(startedAt))}`,
    `PostgreSQL ${printable(database.version)} (${database.kind}), ${formatBytes(database.sizeBytes)}`,
    `Disk: ${formatBytes(disk.freeBytes)} of ${formatBytes(disk.totalBytes)} free`,
    `Memory: ${formatBytes(memory.usedBytes)} of ${formatBytes(memory.totalBytes)}`,
    `Sandboxes: ${sandboxes.open} open, ${sandboxes.jobs} for jobs, ${sandboxes.lost} lost`,
    `Since the start: ${count(sinceStart.requests, 'request')} (${sinceStart.serverErrors} failed, ${sinceStart.tooMany} refused for their rate), ${count(sinceStart.calls, 'call')} of extensions (${sinceStart.failedCalls} failed)`,
    `Mails (${mails.transport}): ${mails.sentLastDay} sent within a day, ${mails.waiting} waiting, ${mails.failed} failed`,
  ]
  return [attention(concerns), facts.join('\n'), nodesText(status), queueText(status)].join('\n\n')
}

const attention = (concerns: ServerStatus['concerns']): string =>
  concerns.length === 0
    ? 'Nothing needs attention'
    : concerns.map(({ level, message }) => `${level.toUpperCase()}  ${printable(message)}`).join('\n')

const nodesText = ({ nodes }: ServerStatus): string =>
  formatTable(
    ['server', 'jobs', 'state'],
    nodes.map(({ name, running, slots, alive, self }) => [
      printable(name),
      `${running} of ${slots}`,
      `${alive ? 'alive' : 'gone'}${self ? ', this one' : ''}`,
    ]),
  )

const queueText = ({ queue }: ServerStatus): string =>
  formatTable(
    ['news', 'waiting', 'later', 'given up'],
    queue.map(({ name, waiting, later, failed }) => [printable(name), ...[waiting, later, failed].map(String)]),
  )
