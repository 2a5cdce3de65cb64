import type { ServerNode, ServerStatus } from '@grantry/contract'
import { CircleCheck, CircleSlash, Server } from 'lucide-react'
import { JOB_STATE_TEXTS } from '../../components/jobs/job-state-badge.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { TimeAgo } from '../../components/ui/time-ago.tsx'
import { formatCount } from '../../lib/format.ts'
import { valuesOf } from '../../lib/vocabulary.ts'

/** Every server that runs jobs, this one and those beside it. */
export const NodeList = ({ nodes }: { nodes: readonly ServerNode[] }) =>
  nodes.length === 0 ? (
    <EmptyState icon={<Server />} title="No server has said that it lives">
      A server says so a moment after its start.
    </EmptyState>
  ) : (
    <ul aria-label="Servers" className="sheet divide-y divide-line">
      {nodes.map((node) => (
        <li key={`${node.name} ${node.startedAt}`} className="flex flex-wrap items-center gap-x-5 gap-y-1.5 px-4 py-3">
          <p className="min-w-40 flex-1">
            <span className="font-mono text-sm font-medium break-all">{node.name}</span>
            {node.self && <span className="ml-2 text-sm text-ink-muted">this one</span>}
            <span className="block text-sm text-ink-muted">
              {node.alive ? 'since' : 'last seen'} <TimeAgo at={node.alive ? node.startedAt : node.heartbeatAt} />
            </span>
          </p>
          <span className="text-sm tabular-nums">
            {node.slots === 0 ? 'Leaves jobs to others' : `${node.running} of ${node.slots} places taken`}
          </span>
          {node.alive ? (
            <Badge tone="low">
              <CircleCheck aria-hidden="true" />
              Alive
            </Badge>
          ) : (
            <Badge>
              <CircleSlash aria-hidden="true" />
              Gone
            </Badge>
          )}
        </li>
      ))}
    </ul>
  )

/** Of all workspaces; whose they are is not an admin's business. */
export const JobCounts = ({ jobs }: { jobs: ServerStatus['jobs'] }) => (
  <dl className="sheet grid grid-cols-2 gap-x-6 gap-y-4 p-4 sm:grid-cols-3">
    {valuesOf(JOB_STATE_TEXTS).map((state) => (
      <div key={state}>
        <dt className="text-sm text-ink-muted">{JOB_STATE_TEXTS[state]}</dt>
        <dd className="text-lg font-semibold tabular-nums">{formatCount(jobs[state] ?? 0)}</dd>
      </div>
    ))}
  </dl>
)

/** What the parts of the server tell each other, by listener; those with nothing to do are told of together. */
export function QueueList({ queue }: { queue: ServerStatus['queue'] }) {
  const busy = queue.filter(({ waiting, later, failed }) => waiting + later + failed > 0)
  return (
    <div className="grid gap-2">
      {busy.length > 0 && (
        <div className="sheet overflow-x-auto">
          <table className="w-full text-sm">
            <caption className="sr-only">News that has not arrived, by listener</caption>
            <thead className="text-left text-ink-muted">
              <tr>
                {['Listener', 'Waiting', 'Later', 'Given up'].map((heading) => (
                  <th key={heading} scope="col" className="px-4 py-2.5 font-medium not-first:text-right">
                    {heading}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {busy.map(({ name, waiting, later, failed }) => (
                <tr key={name} className="border-t border-line">
                  <th scope="row" className="px-4 py-2.5 text-left font-mono font-normal">
                    {name}
                  </th>
                  <CountCell value={waiting} />
                  <CountCell value={later} />
                  <CountCell value={failed} />
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className="text-sm text-ink-muted">
        {busy.length === 0
          ? `Nothing waits: all ${queue.length} listeners have heard everything.`
          : `${queue.length - busy.length} of ${queue.length} listeners have heard everything.`}
      </p>
    </div>
  )
}

const CountCell = ({ value }: { value: number }) => (
  <td className="px-4 py-2.5 text-right tabular-nums">{formatCount(value)}</td>
)
