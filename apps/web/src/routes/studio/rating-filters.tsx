import type { PublisherRatingPage } from '@grantry/contract'
import { Select } from '../../components/ui/field.tsx'
import { plural } from '../../lib/format.ts'
import type { RatingSearch } from './studio-ratings.search.ts'

interface RatingFiltersProps {
  /** None while they are not known. */
  extensions: PublisherRatingPage['extensions']
  search: RatingSearch
  onChange: (part: RatingSearch) => void
}

const STARS = [5, 4, 3, 2, 1]

/** What narrows the ratings; each choice is part of the address. */
export function RatingFilters({ extensions, search, onChange }: RatingFiltersProps) {
  const { show, extension, version, stars } = search
  const chosen =
    extensions.find((each) => each.extension === extension) ?? (extensions.length === 1 ? extensions[0] : undefined)
  const waiting = extensions.reduce((total, { unanswered }) => total + unanswered, 0)
  return (
    <div role="group" aria-label="Filters" className="flex flex-wrap gap-2">
      <Select
        aria-label="Which ratings"
        value={show ?? 'unanswered'}
        onChange={({ target }) => onChange({ show: target.value === 'all' ? 'all' : undefined })}
        className="w-auto max-sm:flex-1"
      >
        <option value="unanswered">{extensions.length > 0 ? `To answer (${waiting})` : 'To answer'}</option>
        <option value="all">All</option>
      </Select>
      {extensions.length > 1 && (
        <Select
          aria-label="Extension"
          value={extension ?? ''}
          onChange={({ target }) => onChange({ extension: target.value || undefined, version: undefined })}
          className="w-auto max-sm:flex-1"
        >
          <option value="">All extensions</option>
          {extensions.map((each) => (
            <option key={each.extension} value={each.extension}>
              {each.name} ({each.unanswered})
            </option>
          ))}
        </Select>
      )}
      <Select
        aria-label="Stars"
        value={stars ?? ''}
        onChange={({ target }) => onChange({ stars: target.value === '' ? undefined : Number(target.value) })}
        className="w-auto max-sm:flex-1"
      >
        <option value="">Any stars</option>
        {STARS.map((many) => (
          <option key={many} value={many}>
            {plural(many, 'star')}
          </option>
        ))}
      </Select>
      {chosen && (
        <Select
          aria-label="Version"
          value={version ?? ''}
          onChange={({ target }) => onChange({ version: target.value || undefined })}
          className="w-auto max-sm:flex-1"
        >
          <option value="">All versions</option>
          {chosen.versions.map((each) => (
            <option key={each} value={each}>
              v{each}
            </option>
          ))}
        </Select>
      )}
    </div>
  )
}
