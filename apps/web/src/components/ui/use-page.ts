import { useEffect, useRef, type RefObject } from 'react'

let pageTitle = ''
/** Of the parts that are shown now, the innermost last. */
const partTitles: string[] = []

function showTitle(): void {
  document.title = `${partTitles.at(-1) ?? pageTitle} · Grantry`
}

/**
 * Sets the title of the document: for a part of a page that has a name of its own. It wins over the page's, whichever of
 * the two is rendered first, for as long as the part is shown.
 */
export function useTitle(title: string): void {
  useEffect(() => {
    partTitles.push(title)
    showTitle()
    return () => {
      partTitles.splice(partTitles.lastIndexOf(title), 1)
      showTitle()
    }
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
  useEffect(() => {
    pageTitle = title
    showTitle()
    if (!isFirstPage) heading.current?.focus({ preventScroll: true })
    isFirstPage = false
  }, [title])
  return heading
}
