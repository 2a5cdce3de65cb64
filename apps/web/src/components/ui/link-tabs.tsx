import type { ReactNode } from 'react'

/** On a small screen the present part may lie beyond the edge. */
function showCurrent(tabs: HTMLElement | null): void {
  const current = tabs?.querySelector<HTMLElement>('[aria-current]')
  if (tabs && current) tabs.scrollLeft = current.offsetLeft - 64
}

/** A row of links to the parts of a page; each part has its own address. It scrolls sideways where it must. */
export const LinkTabs = ({ label, children }: { label: string; children: ReactNode }) => (
  <nav
    aria-label={label}
    data-tabs=""
    ref={showCurrent}
    className="relative -mx-4 [scrollbar-width:none] overflow-x-auto overflow-y-hidden px-4 shadow-[inset_0_-1px_0_var(--color-line)] sm:mx-0 sm:px-0"
  >
    <ul className="flex gap-5">{children}</ul>
  </nav>
)

/** Classes of a tab's link; the router marks the current one with `aria-current`. */
export const TAB_LINK =
  'flex h-10 items-center gap-1.5 border-b-2 border-transparent px-0.5 font-medium whitespace-nowrap text-ink-muted transition-colors duration-120 hover:text-ink focus-visible:outline-offset-[-2px] aria-[current]:border-accent aria-[current]:text-ink'
