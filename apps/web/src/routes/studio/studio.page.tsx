import { Link } from '@tanstack/react-router'
import { ChevronRight, Plus, Store } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '../../components/ui/badge.tsx'
import { Button } from '../../components/ui/button.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { Page } from '../../components/ui/page.tsx'
import { useMe } from '../../lib/me.ts'
import { PUBLISHER_ROLES } from '../../lib/vocabulary.ts'
import { CreatePublisherDialog } from './create-publisher.dialog.tsx'

export function StudioPage() {
  const { publishers } = useMe()
  const [creating, setCreating] = useState(false)
  const create = (
    <Button tone="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden="true" />
      New publisher
    </Button>
  )
  return (
    <Page
      title="Studio"
      lead="Where extensions are published: upload a version, follow its review."
      actions={publishers.length > 0 && create}
    >
      {publishers.length === 0 ? (
        <EmptyState icon={<Store />} title="You publish under no name yet" action={create}>
          A publisher is the name your extensions stand under. You can invite others to it later.
        </EmptyState>
      ) : (
        <ul className="grid gap-3 sm:grid-cols-2">
          {publishers.map(({ slug, name, role }) => (
            <li key={slug} className="sheet relative flex items-center gap-4 p-4 hover:border-accent-line">
              <Store aria-hidden="true" className="size-6 shrink-0 stroke-[1.5] text-accent-text" />
              <div className="grid min-w-0 flex-1 gap-1">
                <h2 className="truncate text-md font-semibold">
                  <Link
                    to="/studio/$slug"
                    params={{ slug }}
                    className="rounded-sm after:absolute after:inset-0 after:rounded-lg"
                  >
                    {name}
                  </Link>
                </h2>
                <p className="flex items-center gap-2 text-sm text-ink-muted">
                  <Badge>{PUBLISHER_ROLES[role]}</Badge>
                  {slug}
                </p>
              </div>
              <ChevronRight aria-hidden="true" className="size-5 text-ink-faint" />
            </li>
          ))}
        </ul>
      )}
      {creating && <CreatePublisherDialog onClose={() => setCreating(false)} />}
    </Page>
  )
}
