import type { ExtensionSummary, Page } from '@grantry/contract'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { ArrowRight, PackageOpen, Search } from 'lucide-react'
import { useRef, type FormEvent } from 'react'
import { Gate } from '../../components/brand/gate.tsx'
import { CategoryLinks } from '../../components/extensions/category-links.tsx'
import { ExtensionGrid } from '../../components/extensions/extension-card.tsx'
import { Button, ButtonLink } from '../../components/ui/button.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { Section } from '../../components/ui/page.tsx'
import { usePage } from '../../components/ui/use-page.ts'
import { extensionsQuery } from '../../lib/queries/catalogue.queries.ts'
import { useSearchKey } from '../root/header-search.tsx'
import { MOST_INSTALLED, NEWEST } from './home.lists.ts'

export function HomePage() {
  const installed = useSuspenseQuery(extensionsQuery(MOST_INSTALLED)).data
  const newest = useSuspenseQuery(extensionsQuery(NEWEST)).data
  return (
    <div className="measure">
      <Hero />
      <Shelves installed={installed} newest={newest} />
    </div>
  )
}

interface ShelvesProps {
  installed: Page<ExtensionSummary>
  newest: Page<ExtensionSummary>
}

/** Two shelves; a store that fits on one has only that. */
function Shelves({ installed, newest }: ShelvesProps) {
  if (installed.items.length === 0) return <EmptyShelves />
  return (
    <>
      {installed.nextCursor === null ? (
        <Section title="Everything in the store">
          <ExtensionGrid extensions={installed.items} />
        </Section>
      ) : (
        <>
          <Section title="Most installed" aside={<More sort="installs" label="All by installs" />}>
            <ExtensionGrid extensions={installed.items} />
          </Section>
          <Section title="New and updated" aside={<More sort="newest" label="All by date" />}>
            <ExtensionGrid extensions={newest.items} />
          </Section>
        </>
      )}
      <Section title="By subject">
        <CategoryLinks />
      </Section>
    </>
  )
}

function Hero() {
  const heading = usePage('Extension store')
  return (
    <div className="grid items-center gap-10 py-12 sm:py-16 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="grid gap-5">
        <h1 ref={heading} tabIndex={-1} className="text-3xl font-semibold sm:text-4xl">
          Extensions that do what you allow, <span className="text-accent-text">and nothing else.</span>
        </h1>
        <p className="max-w-xl text-lg text-ink-muted">
          Every one is reviewed, asks for each permission in plain words, and runs behind a gate that you open and
          close.
        </p>
        <SearchBox />
      </div>
      <Gate className="hidden w-full lg:block" />
    </div>
  )
}

function SearchBox() {
  const navigate = useNavigate()
  const input = useRef<HTMLInputElement>(null)
  useSearchKey(() => input.current?.focus())
  const search = (event: FormEvent) => {
    event.preventDefault()
    void navigate({ to: '/search', search: { q: input.current?.value.trim() || undefined } })
  }
  return (
    <form role="search" aria-label="Extensions" onSubmit={search} className="relative flex max-w-xl gap-2">
      <Search aria-hidden="true" className="pointer-events-none absolute top-3 left-3.5 size-5 text-ink-faint" />
      <input
        ref={input}
        type="search"
        name="q"
        aria-label="Search extensions"
        aria-keyshortcuts="/"
        placeholder="What should it do?"
        autoComplete="off"
        className="control h-11 pl-11 text-md"
      />
      <Button type="submit" tone="primary" size="large">
        Search
      </Button>
    </form>
  )
}

const More = ({ sort, label }: { sort: 'installs' | 'newest'; label: string }) => (
  <Link to="/search" search={{ sort }} className="link inline-flex items-center gap-1 text-sm font-medium">
    {label}
    <ArrowRight aria-hidden="true" className="size-4" />
  </Link>
)

const EmptyShelves = () => (
  <EmptyState
    icon={<PackageOpen />}
    title="The shelves are still empty"
    action={
      <ButtonLink to="/studio" tone="primary">
        Publish the first extension
      </ButtonLink>
    }
  >
    Nothing has been approved on this server yet. A publisher uploads an archive in the studio; an admin reviews it;
    then it stands here.
  </EmptyState>
)
