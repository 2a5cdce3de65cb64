import type { PermissionUse } from '@grantry/contract'
import { formatDay, plural } from '../../lib/format.ts'
import { TimeAgo } from '../ui/time-ago.tsx'

/** What an extension did with one permission: in a line, and on demand in full. */
export function UseSummary({ use }: { use: PermissionUse }) {
  const { allowed, denied } = use
  return (
    <div className="grid gap-1.5 text-sm text-ink-muted tabular-nums">
      <p className="flex flex-wrap gap-x-4 gap-y-1">
        {allowed > 0 ? <UsedText use={use} /> : <NeverUsed use={use} />}
        {denied > 0 && (
          <span className="text-high">
            Refused {plural(denied, 'time')}
            {use.lastDeniedAt && (
              <>
                , last <TimeAgo at={use.lastDeniedAt} />
              </>
            )}
          </span>
        )}
      </p>
      {allowed + denied > 0 && (
        <details>
          <summary className="link w-fit cursor-pointer">What it did</summary>
          <div className="grid gap-3 pt-2">
            <Targets use={use} />
            <Days daily={use.daily} />
          </div>
        </details>
      )}
    </div>
  )
}

const UsedText = ({ use }: { use: PermissionUse }) => (
  <span>
    Used {plural(use.allowed, 'time')}
    {use.lastUsedAt && (
      <>
        , last <TimeAgo at={use.lastUsedAt} />
      </>
    )}
    {use.firstUsedAt && use.allowed > 1 && <>, first {formatDay(use.firstUsedAt)}</>}
  </span>
)

const NeverUsed = ({ use: { grantedAt } }: { use: PermissionUse }) => (
  <span>
    Never used
    {grantedAt && (
      <>
        , granted <TimeAgo at={grantedAt} />
      </>
    )}
  </span>
)

/** Of what was touched, only the newest is known one by one; the rest is a sum. */
const Targets = ({ use: { targets, others } }: { use: PermissionUse }) => (
  <ul className="grid max-h-64 gap-1 overflow-y-auto" tabIndex={0} aria-label="What it touched">
    {targets.map(({ target, sentence, allowed, denied, lastAt }) => (
      <li key={target} className="flex flex-wrap justify-between gap-x-4">
        <span className="min-w-0 wrap-anywhere">
          {allowed > 0 && sentence}
          {denied > 0 && (
            <span className="text-high">
              {allowed > 0 ? ', refused' : `Refused for ${target}`} {plural(denied, 'time')}
            </span>
          )}
        </span>
        <TimeAgo at={lastAt} />
      </li>
    ))}
    {others && (
      <li>
        {targets.length > 0 && 'And besides: '}
        {others.allowed > 0 && others.sentence}
        {others.denied > 0 && (
          <span className="text-high">
            {others.allowed > 0 ? ', refused' : 'Refused'} {plural(others.denied, 'time')}
          </span>
        )}
      </li>
    )}
  </ul>
)

const DAYS_SHOWN = 14

const Days = ({ daily }: { daily: PermissionUse['daily'] }) => (
  <table className="w-fit text-left">
    <caption className="pb-1 text-left font-medium">By day</caption>
    <thead>
      <tr>
        <th className="pr-6 font-medium">Day (UTC)</th>
        <th className="pr-6 text-right font-medium">Used</th>
        <th className="text-right font-medium">Refused</th>
      </tr>
    </thead>
    <tbody>
      {daily
        .slice(-DAYS_SHOWN)
        .toReversed()
        .map(({ day, allowed, denied }) => (
          <tr key={day}>
            <td className="pr-6 whitespace-nowrap">
              <time dateTime={day}>{day}</time>
            </td>
            <td className="pr-6 text-right">{allowed}</td>
            <td className="text-right">{denied}</td>
          </tr>
        ))}
    </tbody>
  </table>
)
