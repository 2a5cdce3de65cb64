import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

const PARTS = [
  { to: '/workspaces/$ws/jobs', name: 'Jobs' },
  { to: '/workspaces/$ws/jobs/schedules', name: 'Schedules' },
] as const

/** Jobs and their schedules, and what can be done on either page. */
export const JobsNavigation = ({ ws, children }: { ws: string; children: ReactNode }) => (
  <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
    <nav aria-label="Jobs and schedules">
      <ul className="flex rounded-md border border-line bg-sunken p-0.5">
        {PARTS.map(({ to, name }) => (
          <li key={to}>
            <Link
              to={to}
              params={{ ws }}
              activeOptions={{ exact: true, includeSearch: false }}
              className="flex h-8 items-center rounded-sm px-3 font-medium text-ink-muted hover:text-ink aria-[current]:bg-surface aria-[current]:text-ink aria-[current]:shadow-control"
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
    <div className="flex flex-wrap items-center gap-3">{children}</div>
  </div>
)
