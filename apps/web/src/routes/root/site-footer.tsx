import { useQuery } from '@tanstack/react-query'
import { GateMark } from '../../components/brand/wordmark.tsx'
import { serverQuery } from '../../lib/queries/catalogue.queries.ts'

export function SiteFooter() {
  const server = useQuery(serverQuery)
  return (
    <footer className="mt-12 border-t border-line">
      <div className="measure flex flex-wrap items-center gap-x-6 gap-y-2 py-6 text-sm text-ink-muted">
        <span className="flex items-center gap-2">
          <GateMark className="size-4 text-ink-faint" />
          Grantry{server.data && ` ${server.data.version}`}
        </span>
        <span>Extensions that do what you allow, and nothing else.</span>
        <a href="/docs" className="link sm:ml-auto">
          HTTP interface
        </a>
      </div>
    </footer>
  )
}
