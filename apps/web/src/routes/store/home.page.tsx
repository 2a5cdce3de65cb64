import type { ExtensionSummary, Shelves } from '@grantry/contract'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowRight, PackageOpen } from 'lucide-react'
import type { ReactNode } from 'react'
import { Gate } from '../../components/brand/gate.tsx'
import { CategoryLinks } from '../../components/extensions/category-links.tsx'
import { ButtonLink } from '../../components/ui/button.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { Section } from '../../components/ui/page.tsx'
import { usePage } from '../../components/ui/use-page.ts'
import { shelvesQuery } from '../../lib/queries/catalogue.queries.ts'
import { SearchBox } from './search-box.tsx'
import { StoreGrid } from './store-grid.tsx'

export function HomePage() {
  const shelves = useSuspenseQuery(shelvesQuery).data
  return (
    <div className="measure">
      <Hero />
      {shelves.total === 0 ? <EmptyShelves /> : <FullShelves shelves={shelves} />}
    </div>
  )
}

/** A store that fits on one shelf has only that, after what the admins put in front. */
function FullShelves({ shelves: { featured, trending, newest, popular, categories, total } }: { shelves: Shelves }) {
  const whole = total <= popular.length
  return (
    <>
      <Shelf title="Featured" extensions={featured} />
      {whole ? (
        <Shelf title="Everything in the store" extensions={popular} />
      ) : (
        <>
          <Shelf title="Trending" extensions={trending} aside={<More sort="trending" label="All that rise" />} />
          <Shelf title="New and updated" extensions={newest} aside={<More sort="newest" label="All by date" />} />
          <Shelf title="Most installed" extensions={popular} aside={<More sort="installs" label="All by installs" />} />
        </>
      )}
      <Section title="By subject">
        <CategoryLinks counts={new Map(categories.map(({ category, extensions }) => [category, extensions]))} />
      </Section>
    </>
  )
}

interface ShelfProps {
  title: string
  extensions: readonly ExtensionSummary[]
  aside?: ReactNode
}

const Shelf = ({ title, extensions, aside }: ShelfProps) =>
  extensions.length > 0 && (
    <Section title={title} aside={aside}>
      <StoreGrid extensions={extensions} />
    </Section>
  )

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

const More = ({ sort, label }: { sort: 'installs' | 'newest' | 'trending'; label: string }) => (
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
