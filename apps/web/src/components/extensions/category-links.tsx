import { Link } from '@tanstack/react-router'
import { CATEGORIES, valuesOf } from '../../lib/vocabulary.ts'

/** Ways into the store by subject, with how much there is; without anything there is no way. */
export const CategoryLinks = ({ counts }: { counts: ReadonlyMap<string, number> }) => (
  <ul className="flex flex-wrap gap-1.5">
    {valuesOf(CATEGORIES)
      .filter((category) => counts.has(category))
      .map((category) => (
        <li key={category}>
          <Link
            to="/search"
            search={{ category }}
            className="inline-flex h-8 items-center gap-1.5 rounded-full border border-line bg-surface px-3 text-sm font-medium text-ink-muted transition-colors duration-120 hover:border-accent-line hover:text-ink"
          >
            {CATEGORIES[category]}
            <span className="text-xs text-ink-faint tabular-nums">{counts.get(category)}</span>
          </Link>
        </li>
      ))}
  </ul>
)
