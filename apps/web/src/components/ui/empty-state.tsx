import type { ReactNode } from 'react'

interface EmptyStateProps {
  icon: ReactNode
  title: string
  children?: ReactNode
  action?: ReactNode
}

/** Nothing is here yet: what would be, and how it comes. */
export const EmptyState = ({ icon, title, children, action }: EmptyStateProps) => (
  <div className="grid justify-items-center gap-3 rounded-lg border border-dashed border-line px-6 py-14 text-center">
    <div aria-hidden="true" className="text-ink-faint [&_svg]:size-7 [&_svg]:stroke-[1.5]">
      {icon}
    </div>
    <p className="text-lg font-semibold">{title}</p>
    {children && <p className="max-w-md text-ink-muted">{children}</p>}
    {action && <div className="mt-2 flex flex-wrap justify-center gap-2">{action}</div>}
  </div>
)
