import { Star } from 'lucide-react'
import { useId } from 'react'
import { classes } from '../ui/class-names.ts'

const WORDS = ['Bad', 'Poor', 'Fair', 'Good', 'Very good'] as const

interface StarChoiceProps {
  /** 0: none chosen yet. */
  stars: number
  onChoose: (stars: number) => void
}

/** One to five stars: radio buttons, so that the arrow keys choose. */
export function StarChoice({ stars, onChoose }: StarChoiceProps) {
  const name = useId()
  return (
    <fieldset>
      <legend className="text-sm font-medium">Stars</legend>
      <div className="mt-1.5 flex items-center gap-1">
        {WORDS.map((word, index) => (
          <label key={word} className="rounded-sm has-focus-visible:outline-2 has-focus-visible:outline-focus">
            <input
              type="radio"
              name={name}
              value={index + 1}
              checked={stars === index + 1}
              onChange={() => onChoose(index + 1)}
              className="sr-only"
            />
            <Star
              aria-hidden="true"
              className={classes('size-7', index < stars ? 'fill-current text-medium' : 'text-line-strong')}
            />
            <span className="sr-only">
              {index + 1}: {word}
            </span>
          </label>
        ))}
        <span aria-hidden="true" className="ml-2 text-sm text-ink-muted">
          {WORDS[stars - 1]}
        </span>
      </div>
    </fieldset>
  )
}
