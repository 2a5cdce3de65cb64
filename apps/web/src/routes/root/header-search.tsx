import { useNavigate } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { useEffect, useRef, type FormEvent } from 'react'
import { ButtonLink } from '../../components/ui/button.tsx'

/** Search from anywhere; on a small screen a way to the search page. The key `/` leads here. */
export function HeaderSearch() {
  const navigate = useNavigate()
  const input = useRef<HTMLInputElement>(null)
  useSearchKey(() => input.current?.focus())

  const search = (event: FormEvent) => {
    event.preventDefault()
    void navigate({ to: '/search', search: { q: input.current?.value.trim() || undefined } })
  }
  return (
    <>
      <form
        role="search"
        action="/search"
        aria-label="Extensions"
        onSubmit={search}
        className="relative hidden w-full max-w-60 sm:block"
      >
        <Search aria-hidden="true" className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-faint" />
        <input
          ref={input}
          type="search"
          name="q"
          aria-label="Search extensions"
          aria-keyshortcuts="/"
          placeholder="Search extensions"
          autoComplete="off"
          className="control h-8 min-h-8 border-line bg-surface pl-8.5 text-sm"
        />
      </form>
      <ButtonLink to="/search" tone="quiet" size="small" aria-label="Search" className="size-9 px-0 sm:hidden">
        <Search aria-hidden="true" />
      </ButtonLink>
    </>
  )
}

/** `/` jumps to the search, unless somebody is writing. */
export function useSearchKey(focus: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { target } = event
      const writing = target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')
      if (event.key !== '/' || event.metaKey || event.ctrlKey || event.altKey || writing) return
      event.preventDefault()
      focus()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  })
}
