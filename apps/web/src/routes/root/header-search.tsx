import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { useDeferredValue, useId, useRef, useState, type FormEvent, type KeyboardEvent as KeyPress } from 'react'
import { ButtonLink } from '../../components/ui/button.tsx'
import { suggestionsQuery } from '../../lib/queries/catalogue.queries.ts'
import { useSearchKey } from './search-field.ts'

/** Search from anywhere; on a small screen a way to the search page. The key `/` leads here. */
export const HeaderSearch = () => (
  <>
    <SearchCombobox />
    <ButtonLink to="/search" tone="quiet" size="small" aria-label="Search" className="size-9 px-0 sm:hidden">
      <Search aria-hidden="true" />
    </ButtonLink>
  </>
)

/** Suggests extensions while somebody types: arrows choose, Enter goes there, Escape closes. */
function SearchCombobox() {
  const navigate = useNavigate()
  const input = useRef<HTMLInputElement>(null)
  const list = useId()
  const [text, setText] = useState('')
  const [open, setOpen] = useState(false)
  /** Place of the chosen one; -1 for none, which means to search for the words. */
  const [active, setActive] = useState(-1)
  const words = useDeferredValue(text.trim())
  const found = useQuery(suggestionsQuery(words)).data?.items ?? []
  const items = open && words.length > 1 ? found : []
  useSearchKey(() => input.current?.focus())

  const close = () => {
    setOpen(false)
    setActive(-1)
  }
  const go = (id: string | undefined) => {
    close()
    setText('')
    if (id === undefined) void navigate({ to: '/search', search: { q: text.trim() || undefined } })
    else void navigate({ to: '/extensions/$id', params: { id } })
  }
  const search = (event: FormEvent) => {
    event.preventDefault()
    go(items[active]?.id)
  }
  const type = (typed: string) => {
    setText(typed)
    setActive(-1)
    setOpen(true)
  }
  const press = (event: KeyPress) => {
    const step = STEPS[event.key]
    if (event.key === 'Escape' && items.length > 0) close()
    else if (step === undefined || found.length === 0) return
    else {
      setOpen(true)
      // One place more than there are suggestions: the words themselves.
      const places = found.length + 1
      setActive(((active + 1 + step + places) % places) - 1)
    }
    event.preventDefault()
  }
  return (
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
        type="text"
        name="q"
        role="combobox"
        aria-label="Search extensions"
        aria-keyshortcuts="/"
        aria-autocomplete="list"
        aria-expanded={items.length > 0}
        aria-controls={list}
        aria-activedescendant={items[active] && `${list}-${active}`}
        placeholder="Search extensions"
        autoComplete="off"
        enterKeyHint="search"
        value={text}
        onChange={({ target }) => type(target.value)}
        onKeyDown={press}
        onBlur={close}
        className="control h-8 min-h-8 border-line bg-surface pl-8.5 text-sm"
      />
      <ul
        id={list}
        role="listbox"
        aria-label="Suggestions"
        hidden={items.length === 0}
        className="absolute top-full right-0 z-40 mt-1.5 w-72 rounded-lg bg-raised p-1.5 shadow-float"
      >
        {items.map(({ id, name, publisher }, index) => (
          <li
            key={id}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === active}
            // The field keeps the focus, and with it the list stays until it is chosen from.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => go(id)}
            className="cursor-pointer truncate rounded-sm px-2.5 py-1.5 text-sm hover:bg-hover aria-selected:bg-hover"
          >
            <span className="font-medium">{name}</span> <span className="text-ink-muted">by {publisher.name}</span>
          </li>
        ))}
      </ul>
      <span role="status" className="sr-only">
        {items.length > 0 && `${items.length} suggested`}
      </span>
    </form>
  )
}

const STEPS: Record<string, 1 | -1> = { ArrowDown: 1, ArrowUp: -1 }
