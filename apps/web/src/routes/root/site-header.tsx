import { Link, useRouterState } from '@tanstack/react-router'
import { Menu, X } from 'lucide-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { Wordmark } from '../../components/brand/wordmark.tsx'
import { ButtonLink, IconButton } from '../../components/ui/button.tsx'
import { classes } from '../../components/ui/class-names.ts'
import { useVisitor } from '../../lib/me.ts'
import { HeaderSearch } from './header-search.tsx'
import { ThemeButton } from './theme-button.tsx'

const AccountMenu = lazy(() => import('./account-menu.tsx').then(({ AccountMenu }) => ({ default: AccountMenu })))

/** Where the page has a search of its own, the header has none. */
const PAGES_WITH_SEARCH = ['/', '/search']

export function SiteHeader() {
  const pathname = useRouterState({ select: (state) => state.location.pathname })
  const [open, setOpen] = useState(false)
  useEffect(() => setOpen(false), [pathname])
  return (
    <header className="sticky top-0 z-30 border-b border-line bg-canvas">
      <div className="measure flex h-14 items-center gap-2 sm:gap-4">
        <Link to="/" aria-label="Grantry, home" className="rounded-sm">
          <Wordmark />
        </Link>
        <nav aria-label="Main" className="hidden md:block">
          <ul className="flex gap-1">
            <MainLinks />
          </ul>
        </nav>
        <div className="flex flex-1 items-center justify-end gap-1.5">
          {!PAGES_WITH_SEARCH.includes(pathname) && <HeaderSearch />}
          <ThemeButton />
          <Account />
          <IconButton
            label={open ? 'Close the menu' : 'Open the menu'}
            aria-expanded={open}
            aria-controls="main-menu"
            className="md:hidden"
            onClick={() => setOpen(!open)}
          >
            {open ? <X /> : <Menu />}
          </IconButton>
        </div>
      </div>
      <nav id="main-menu" aria-label="Main, small screen" hidden={!open} className="border-t border-line md:hidden">
        <ul className="measure grid gap-1 py-2">
          <MainLinks />
        </ul>
      </nav>
    </header>
  )
}

const LINK = classes(
  'flex h-9 items-center rounded-sm px-2.5 font-medium text-ink-muted transition-colors duration-120',
  'hover:bg-hover hover:text-ink aria-[current]:text-ink max-md:h-11 max-md:aria-[current]:bg-hover',
)

function MainLinks() {
  const me = useVisitor()
  return (
    <>
      <li>
        <Link to="/search" className={LINK}>
          Store
        </Link>
      </li>
      <li>
        <Link to="/workspaces" className={LINK}>
          Workspaces
        </Link>
      </li>
      <li>
        <Link to="/studio" className={LINK}>
          Studio
        </Link>
      </li>
      {me?.user.admin && (
        <li>
          <Link to="/review" className={LINK}>
            Review
          </Link>
        </li>
      )}
    </>
  )
}

function Account() {
  const me = useVisitor()
  if (me === null) {
    return (
      <ButtonLink to="/sign-in" size="small" tone="primary" className="in-data-signed-in:invisible">
        Sign in
      </ButtonLink>
    )
  }
  return (
    <Suspense fallback={<span data-placeholder="" className="size-8 shrink-0" />}>
      <AccountMenu me={me} />
    </Suspense>
  )
}
