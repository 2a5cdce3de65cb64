import type { ReactNode } from 'react'

/** Names and values of one thing, one under the other. */
export const Facts = ({ children }: { children: ReactNode }) => <dl className="grid gap-2.5">{children}</dl>

export const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="flex items-baseline justify-between gap-4">
    <dt className="shrink-0 text-ink-muted">{name}</dt>
    <dd className="min-w-0 text-right font-medium tabular-nums">{children}</dd>
  </div>
)
