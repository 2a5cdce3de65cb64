import { Star } from 'lucide-react'
import { classes } from '../ui/class-names.ts'

const FIVE = [1, 2, 3, 4, 5]

/** So many of five stars; said in words to those who do not see them. */
export const Stars = ({ stars, size = 'size-4' }: { stars: number; size?: string }) => (
  <span role="img" aria-label={`${stars} of 5 stars`} className="inline-flex gap-0.5">
    {FIVE.map((star) => (
      <Star
        key={star}
        aria-hidden="true"
        className={classes(size, star <= Math.round(stars) ? 'fill-current text-medium' : 'text-line-strong')}
      />
    ))}
  </span>
)
