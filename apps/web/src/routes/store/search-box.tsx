import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { useDeferredValue, useId, useRef, useState, type FormEvent } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { suggestionsQuery } from '../../lib/queries/catalogue.queries.ts'
import { useSearchKey } from '../root/search-field.ts'

/** Suggests names while somebody types; the browser's own list, which every keyboard and reader knows. */
export function SearchBox() {
  const navigate = useNavigate()
  const input = useRef<HTMLInputElement>(null)
  const list = useId()
  const [text, setText] = useState('')
  const words = useDeferredValue(text.trim())
  const suggested = useQuery(suggestionsQuery(words)).data?.items ?? []
  useSearchKey(() => input.current?.focus())

  const go = (typed: string) => {
    const chosen = suggested.find(({ name }) => name === typed)
    if (chosen) void navigate({ to: '/extensions/$id', params: { id: chosen.id } })
    else void navigate({ to: '/search', search: { q: typed || undefined } })
  }
  const search = (event: FormEvent) => {
    event.preventDefault()
    go(text.trim())
  }
  return (
    <form
      role="search"
      action="/search"
      aria-label="Extensions"
      onSubmit={search}
      className="relative flex max-w-xl gap-2"
    >
      <Search aria-hidden="true" className="pointer-events-none absolute top-3 left-3.5 size-5 text-ink-faint" />
      <input
        ref={input}
        type="search"
        name="q"
        list={list}
        aria-label="Search extensions"
        aria-keyshortcuts="/"
        placeholder="What should it do?"
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="control h-11 pl-11 text-md"
      />
      <datalist id={list}>
        {suggested.map(({ id, name, publisher }) => (
          <option key={id} value={name}>
            by {publisher.name}
          </option>
        ))}
      </datalist>
      <Button type="submit" tone="primary" size="large">
        Search
      </Button>
    </form>
  )
}
