import type { ExtensionSummary } from '@grantry/contract'
import { BadgeCheck } from 'lucide-react'

/** The name of a publisher, with a mark when the platform has verified who it is. */
export const PublisherName = ({ publisher }: { publisher: ExtensionSummary['publisher'] }) => (
  <span className="inline-flex items-center gap-1">
    {publisher.name}
    {publisher.verified && <BadgeCheck role="img" aria-label="verified" className="size-3.5 text-accent-text" />}
  </span>
)
