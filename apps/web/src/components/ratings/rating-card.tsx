import type { Rating } from '@grantry/contract'
import type { ReactNode } from 'react'
import { TimeAgo } from '../ui/time-ago.tsx'
import { Stars } from './stars.tsx'

interface RatingCardProps {
  rating: Rating
  /** Who answers. */
  publisher: string
  /** Where ratings of several extensions stand together: which one it is of. */
  about?: ReactNode
  actions?: ReactNode
  children?: ReactNode
}

/** A name is gone with its account. */
export const authorOf = ({ author }: Rating): string => author ?? 'Somebody who left'

/** What one person says, and what the publisher answers. */
export const RatingCard = ({ rating, publisher, about, actions, children }: RatingCardProps) => (
  <article className="sheet grid gap-2 p-4">
    <header className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <Stars stars={rating.stars} />
      <h3 className="font-semibold">{authorOf(rating)}</h3>
      <span className="text-sm text-ink-muted">
        {about && <>{about} · </>}
        <TimeAgo at={rating.editedAt ?? rating.createdAt} /> · v{rating.version}
      </span>
      {actions && <span className="ml-auto flex flex-wrap gap-1">{actions}</span>}
    </header>
    {rating.text && <p className="text-start wrap-anywhere whitespace-pre-line">{rating.text}</p>}
    {rating.reply && (
      <blockquote className="grid gap-1 border-l-2 border-accent-line pl-3.5">
        <p className="text-sm text-ink-muted">
          <bdi className="font-medium text-ink">{publisher}</bdi> answered <TimeAgo at={rating.reply.at} />
        </p>
        <p className="text-start wrap-anywhere whitespace-pre-line">{rating.reply.text}</p>
      </blockquote>
    )}
    {children}
  </article>
)
