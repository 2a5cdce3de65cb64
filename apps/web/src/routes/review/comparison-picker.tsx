import type { ReviewDetail } from '@grantry/contract'
import { useNavigate } from '@tanstack/react-router'
import { useId } from 'react'
import { versionStateText } from '../../components/extensions/state-badge.tsx'
import { Select } from '../../components/ui/field.tsx'

/** Chooses what the version is compared with; the address says it too. */
export function ComparisonPicker({ review }: { review: ReviewDetail }) {
  const navigate = useNavigate()
  const id = useId()
  const { earlier, comparedWith } = review
  if (earlier.length === 0)
    return <p className="text-sm text-ink-muted">The first version: there is nothing to compare with</p>
  return (
    <div className="flex items-center gap-2 text-sm">
      <label htmlFor={id} className="text-ink-muted">
        Compared with
      </label>
      <Select
        id={id}
        value={comparedWith ?? ''}
        className="h-8 w-auto py-0 text-sm"
        onChange={({ target }) =>
          void navigate({
            to: '/review/$id',
            params: { id: review.id },
            search: (before) => ({ ...before, against: target.value || undefined }),
            resetScroll: false,
          })
        }
      >
        {comparedWith === null && <option value="">nothing</option>}
        {earlier.map(({ version, status }) => (
          <option key={version} value={version}>
            {version} ({versionStateText(status).toLowerCase()})
          </option>
        ))}
      </Select>
    </div>
  )
}
