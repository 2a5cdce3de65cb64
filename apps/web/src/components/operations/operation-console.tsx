import type { CallableOperation, Job, JobType, OperationView } from '@grantry/contract'
import type { OperationAnswer } from '@grantry/sdk/client/page'
import { Link } from '@tanstack/react-router'
import { Search, Workflow, Zap, type LucideIcon } from 'lucide-react'
import type { PastCall } from '../../lib/call-history.ts'
import { JobStarter } from '../jobs/job-starter.tsx'
import { Badge } from '../ui/badge.tsx'
import { OperationRunner } from './operation-runner.tsx'

interface OperationConsoleProps {
  operations: readonly (OperationView | CallableOperation)[]
  jobs: readonly JobType[]
  /** Wire name of an operation or `ext:name` of a job, from the address; the first one when it names none of them. */
  selected: string | undefined
  workspace: string
  call: (method: string, input: unknown) => Promise<OperationAnswer>
  start: (jobType: string, params: unknown) => Promise<Job>
  /** The calls of this session, newest first. */
  past: readonly PastCall[]
}

/** Operations and jobs on one side, the chosen one on the other. The choice is in the address. */
export function OperationConsole(props: OperationConsoleProps) {
  const entries = [...props.operations.map(operationEntry), ...props.jobs.map(jobEntry)]
  const current = entries.find(({ key }) => key === props.selected) ?? entries[0]
  if (!current) return null
  const groups = [...Map.groupBy(entries, ({ source }) => source)]
  return (
    <div className="grid items-start gap-5 md:grid-cols-[17rem_minmax(0,1fr)]">
      <div className="grid gap-3">
        <nav aria-label="Operations" className="sheet max-h-80 overflow-y-auto p-1.5 md:max-h-[70dvh]">
          {groups.map(([source, group]) => (
            <div key={source}>
              {groups.length > 1 && (
                <h3 className="px-2.5 pt-3 pb-1.5 text-xs font-semibold text-ink-faint">{source}</h3>
              )}
              <ul className="grid gap-0.5">
                {group.map((entry) => (
                  <li key={entry.key}>
                    <EntryLink entry={entry} current={entry === current} />
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </nav>
        <a href={`/v1/workspaces/${props.workspace}/openapi.json`} className="link px-2.5 text-sm">
          OpenAPI of this workspace
        </a>
      </div>
      <section aria-label={current.title} className="sheet p-5">
        <Chosen {...props} entry={current} />
      </section>
    </div>
  )
}

/** What can be chosen. */
interface Entry {
  key: string
  title: string
  alias: string
  source: string
  icon: LucideIcon
  badge: string | null
  what: { operation: OperationView | CallableOperation } | { job: JobType }
}

const operationEntry = (operation: OperationView | CallableOperation): Entry => ({
  key: operation.name,
  title: operation.title ?? operation.alias,
  alias: operation.alias,
  source: sourceOf(operation.alias),
  icon: operation.type === 'query' ? Search : Zap,
  badge: operation.type === 'action' ? 'Action' : null,
  what: { operation },
})

const jobEntry = (job: JobType): Entry => ({
  key: job.jobType,
  title: job.title ?? job.jobType,
  alias: job.jobType,
  source: job.extension,
  icon: Workflow,
  badge: 'Job',
  what: { job },
})

/** `ext:name` belongs to an extension; a name of the platform has no colon. */
const sourceOf = (alias: string): string => /^(.+):/.exec(alias)?.[1] ?? 'Platform'

const EntryLink = ({
  entry: { key, title, alias, icon: Icon, badge },
  current,
}: {
  entry: Entry
  current: boolean
}) => (
  <Link
    to="."
    search={(search) => ({ ...search, operation: key })}
    aria-current={current ? 'true' : undefined}
    resetScroll={false}
    className="flex items-center gap-2.5 rounded-sm px-2.5 py-2 hover:bg-hover aria-[current]:bg-accent-soft"
  >
    <Icon aria-hidden="true" className="size-4 shrink-0 text-ink-faint" />
    <span className="grid min-w-0 flex-1">
      <span className="truncate font-medium">{title}</span>
      <span className="truncate font-mono text-xs text-ink-faint">{alias}</span>
    </span>
    {badge !== null && <Badge>{badge}</Badge>}
  </Link>
)

function Chosen({
  entry: { key, title, what },
  workspace,
  call,
  start,
  past,
}: OperationConsoleProps & { entry: Entry }) {
  // What was typed and answered belongs to one workspace.
  const place = `${workspace} ${key}`
  if ('operation' in what) {
    const calls = past.filter(({ method }) => method === key)
    return <OperationRunner key={place} operation={what.operation} workspace={workspace} call={call} past={calls} />
  }
  return (
    <div className="grid gap-5">
      <div className="grid gap-1">
        <h3 className="text-lg font-semibold">{title}</h3>
        <code className="font-mono text-xs break-all text-ink-faint">{key}</code>
      </div>
      <JobStarter key={place} type={what.job} workspace={workspace} start={(params) => start(key, params)} />
    </div>
  )
}
