import type { TrialCall, TrialEvidence, TrialHostCall } from '@grantry/contract'
import { Ban, CircleCheck, CircleMinus, CircleX, TriangleAlert, type LucideIcon } from 'lucide-react'
import { formatCompact, formatMilliseconds, formatPages, plural } from '../../lib/format.ts'
import { Badge, type BadgeTone } from '../ui/badge.tsx'
import { CodeBlock } from '../ui/code.tsx'

interface Look {
  text: string
  tone: BadgeTone
  icon: LucideIcon
}

const ENDINGS: Record<TrialCall['ending'], Look> = {
  answered: { text: 'Answered', tone: 'low', icon: CircleCheck },
  answered_error: { text: 'Answered an error', tone: 'medium', icon: TriangleAlert },
  failed: { text: 'Failed', tone: 'high', icon: CircleX },
  not_called: { text: 'Not called', tone: 'neutral', icon: CircleMinus },
}

const DECISIONS: Record<TrialHostCall['decision'], Look> = {
  answered: { text: 'Allowed', tone: 'low', icon: CircleCheck },
  held_back: { text: 'Allowed, held back', tone: 'medium', icon: CircleMinus },
  denied: { text: 'Denied', tone: 'high', icon: Ban },
  refused: { text: 'Refused', tone: 'neutral', icon: CircleX },
}

const Mark = ({ look: { text, tone, icon: Icon } }: { look: Look }) => (
  <Badge tone={tone}>
    <Icon aria-hidden="true" />
    {text}
  </Badge>
)

/** What a version did when it was tried out: permissions first, then call by call. */
export const Evidence = ({ evidence }: { evidence: TrialEvidence }) => (
  <div className="grid gap-4">
    {evidence.permissions.length > 0 && <PermissionUses permissions={evidence.permissions} />}
    {evidence.calls.length === 0 ? (
      <p className="sheet p-4">It offers nothing that could be called.</p>
    ) : (
      <ul className="sheet divide-y divide-line">
        {evidence.calls.map((call) => (
          <CallRow key={`${call.kind} ${call.name} ${call.sample}`} call={call} />
        ))}
      </ul>
    )}
  </div>
)

const PermissionUses = ({ permissions }: { permissions: TrialEvidence['permissions'] }) => (
  <ul aria-label="Permissions in the trial" className="flex flex-wrap gap-2">
    {permissions.map(({ permission, requested, allowed, denied }) => (
      <li key={permission}>
        <Badge tone={requested ? (allowed > 0 ? 'accent' : 'neutral') : 'high'}>
          <code className="font-mono">{permission}</code>
          {usesText(requested, allowed, denied)}
        </Badge>
      </li>
    ))}
  </ul>
)

function usesText(requested: boolean, allowed: number, denied: number): string {
  if (!requested) return `tried ${plural(denied, 'time')} without asking for it`
  if (allowed + denied === 0) return 'not used'
  return `used ${plural(allowed, 'time')}${denied > 0 ? `, ${denied} out of its scope` : ''}`
}

function CallRow({ call }: { call: TrialCall }) {
  const isWrong = call.outputIssues.length > 0
  return (
    <li>
      <details className="group">
        <summary className="flex cursor-pointer flex-wrap items-center gap-x-3 gap-y-1.5 rounded-lg px-4 py-3 hover:bg-hover">
          <code className="min-w-40 flex-1 font-mono text-sm font-medium break-all">{call.name}</code>
          <Mark look={ENDINGS[call.ending]} />
          {isWrong && <Mark look={{ text: 'Not what its schema says', tone: 'high', icon: TriangleAlert }} />}
          <span className="text-sm text-ink-muted tabular-nums">{figuresText(call)}</span>
        </summary>
        <div className="grid gap-3 px-4 pb-4">
          {call.message && (
            <p>
              {call.code && <code className="mr-1.5 font-mono text-sm">{call.code}</code>}
              {call.message}
            </p>
          )}
          {isWrong && <p className="text-sm">Its answer: {call.outputIssues.join('; ')}</p>}
          <Said
            title={call.sample === 'least' ? 'Input, with what is required' : 'Input, with everything'}
            of={titleOf(call)}
            text={call.input}
          />
          {call.output !== null && <Said title="Answer" of={titleOf(call)} text={call.output} />}
          {call.hostCalls.length > 0 && <HostCalls call={call} />}
          {call.logs.length > 0 && (
            <Said
              title="Log"
              of={titleOf(call)}
              text={call.logs.map(({ level, message }) => `${level}  ${message}`).join('\n')}
            />
          )}
        </div>
      </details>
    </li>
  )
}

const figuresText = ({ kind, sample, fuelConsumed, memoryPages, durationMs, hostCallCount }: TrialCall): string =>
  [
    kind === 'job' ? 'job' : kind,
    sample === 'least' ? 'least input' : 'full input',
    `${formatCompact(fuelConsumed)} fuel`,
    formatPages(memoryPages),
    formatMilliseconds(Math.round(durationMs)),
    plural(hostCallCount, 'host call'),
  ].join(' · ')

/** The two calls of one operation differ by their sample. */
const titleOf = ({ name, sample }: TrialCall): string => `${name}, ${sample} input`

interface SaidProps {
  title: string
  /** Tells this text from others of its title, for those who go from region to region. */
  of: string
  text: string
}

const Said = ({ title, of, text }: SaidProps) => (
  <div className="grid gap-1">
    <p aria-hidden="true" className="text-sm font-medium">
      {title}
    </p>
    <CodeBlock label={`${title} of ${of}`} text={text} className="max-h-48 break-words whitespace-pre-wrap" />
  </div>
)

const HostCalls = ({ call }: { call: TrialCall }) => (
  <div className="grid gap-1.5">
    <p className="text-sm font-medium">What it asked of the platform</p>
    <ol className="divide-y divide-line rounded-md border border-line">
      {call.hostCalls.map((asked, index) => (
        <li key={index}>
          <details>
            <summary className="flex cursor-pointer flex-wrap items-center gap-x-3 gap-y-1 rounded-md px-3 py-2 hover:bg-hover">
              <code className="min-w-40 flex-1 font-mono text-sm break-all">{asked.method}</code>
              {asked.permission && <code className="font-mono text-xs text-ink-muted">{asked.permission}</code>}
              <Mark look={DECISIONS[asked.decision]} />
            </summary>
            <div className="grid gap-2 px-3 pb-3">
              <Said title="Asked" of={`host call ${index + 1} of ${titleOf(call)}`} text={asked.input} />
              <Said title="Answered" of={`host call ${index + 1} of ${titleOf(call)}`} text={asked.answer} />
            </div>
          </details>
        </li>
      ))}
    </ol>
    {call.hostCallCount > call.hostCalls.length && (
      <p className="text-sm text-ink-muted">And {plural(call.hostCallCount - call.hostCalls.length, 'more call')}.</p>
    )}
  </div>
)
