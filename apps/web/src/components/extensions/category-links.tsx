import { Link } from '@tanstack/react-router'
import { CATEGORIES, valuesOf } from '../../lib/vocabulary.ts'

/** Ways into the store by subject. */
export const CategoryLinks = () => (
  <ul className="flex flex-wrap gap-1.5">
    {valuesOf(CATEGORIES).map((category) => (
      <li key={category}>
        <Link
          to="/search"
          search={{ category }}
          className="inline-flex h-8 items-center rounded-full border border-line bg-surface px-3 text-sm font-medium text-ink-muted transition-colors duration-120 hover:border-accent-line hover:text-ink"
        >
          {CATEGORIES[category]}
        </Link>
      </li>
    ))}
  </ul>
)
