import type { ExtensionSummary } from '@grantry/contract'
import { BadgeCheck } from 'lucide-react'

interface PublisherNameProps {
  publisher: ExtensionSummary['publisher']
  /** `word`: where there is room, the mark is spelled out. */
  mark?: 'icon' | 'word'
}

/** The name of a publisher, with a mark when the platform has verified who it is. */
export const PublisherName = ({ publisher, mark = 'icon' }: PublisherNameProps) => (
  <span className="inline-flex items-center gap-1 wrap-anywhere">
    {publisher.name}
    {publisher.verified && mark === 'icon' && (
      <BadgeCheck role="img" aria-label="verified" className="size-3.5 text-accent-text" />
    )}
    {publisher.verified && mark === 'word' && (
      <span className="ml-1 inline-flex items-center gap-1 text-sm font-medium text-accent-text">
        <BadgeCheck aria-hidden="true" className="size-4" />
        Verified
      </span>
    )}
  </span>
)
