import { useEffect, useRef, type RefObject } from 'react'

/** Sets the title of the document: for a part of a page that has a name of its own. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Grantry`
  }, [title])
}

let isFirstPage = true

/**
 * Sets the title of a new page and gives its heading the focus, so that the keyboard and the reader go on from there.
 * Put the ref on the page's one `h1`, with a `tabIndex` of -1. The first page of a visit leaves the focus where the
 * browser put it.
 */
export function usePage(title: string): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null)
  useTitle(title)
  useEffect(() => {
    if (!isFirstPage) heading.current?.focus({ preventScroll: true })
    isFirstPage = false
  }, [title])
  return heading
}
