import { createContext, type ReactNode } from 'react'
import { ChevronRight } from 'lucide-react'
import { classes } from './class-names.ts'
import { usePage } from './use-page.ts'

interface PageProps {
  /** Of the document and of the page, unless `heading` says it otherwise. */
  title: string
  heading?: ReactNode
  lead?: ReactNode
  crumbs?: ReactNode
  actions?: ReactNode
  width?: 'wide' | 'reading' | 'form'
  children: ReactNode
}

const WIDTHS = { wide: '', reading: 'max-w-3xl', form: 'max-w-md' } as const

/** Whether what is rendered is a part of a page, which has a heading already. */
export const InPage = createContext(false)

/** The frame of a page: one heading, which takes the focus after a navigation, and what belongs to all of it. */
export function Page({ title, heading, lead, crumbs, actions, width = 'wide', children }: PageProps) {
  const heading1 = usePage(title)
  return (
    <div className={classes('measure py-8 sm:py-10', WIDTHS[width])}>
      {crumbs && (
        <nav aria-label="You are here" className="mb-3">
          <ol className="flex flex-wrap items-center gap-1 text-sm text-ink-muted">{crumbs}</ol>
        </nav>
      )}
      <header className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-4">
        <div className="grid max-w-2xl gap-1.5">
          <h1 ref={heading1} tabIndex={-1} className="text-2xl font-semibold">
            {heading ?? title}
          </h1>
          {lead && <p className="text-md text-ink-muted">{lead}</p>}
        </div>
        {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
      </header>
      <InPage value={true}>{children}</InPage>
    </div>
  )
}

/** A step of the way to this page. */
export const Crumb = ({ children }: { children: ReactNode }) => (
  <li className="flex items-center gap-1">
    {children}
    <ChevronRight aria-hidden="true" className="size-3.5 text-ink-faint" />
  </li>
)

interface SectionProps {
  title: string
  /** Beside the title. */
  aside?: ReactNode
  children: ReactNode
}

export const Section = ({ title, aside, children }: SectionProps) => (
  <section className="mb-10">
    <div className="mb-3 flex min-h-8 flex-wrap items-center justify-between gap-x-3 gap-y-1">
      <h2 className="text-lg font-semibold">{title}</h2>
      {aside}
    </div>
    {children}
  </section>
)
