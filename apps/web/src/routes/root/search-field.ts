import { useEffect, useRef, useState } from 'react'

/** Typing waits this long before it becomes the address, and so a request. */
const TYPING_MS = 160

/**
 * What is being typed into a search field whose words stand in the address, and the way to change it.
 *
 * @param q the words in the address
 * @param onSearch puts others there
 */
export function useTypedSearch(q: string, onSearch: (q: string) => void): [string, (text: string) => void] {
  const [text, setText] = useState(q)
  // The address may change by other ways than typing: a link, the back button. What was typed here is not written over.
  const asked = useRef(q)
  useEffect(() => {
    if (q !== asked.current) setText(q)
    asked.current = q
  }, [q])
  useEffect(() => {
    if (text.trim() === q) return
    const timer = setTimeout(() => {
      asked.current = text.trim()
      onSearch(text.trim())
    }, TYPING_MS)
    return () => clearTimeout(timer)
  }, [text, q, onSearch])
  return [text, setText]
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
