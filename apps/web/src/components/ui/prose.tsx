import { useEffect, useRef } from 'react'

/** HTML that the server made from a publisher's Markdown and sanitised. Nothing else may be given to this. */
export function Prose({ html, label }: { html: string; label: string }) {
  const article = useRef<HTMLElement>(null)
  useEffect(() => {
    if (article.current === null) return
    return watchOverflow(article.current)
  }, [html])
  return <article ref={article} aria-label={label} className="prose" dangerouslySetInnerHTML={{ __html: html }} />
}

/** Tables and code that scroll sideways can be reached, and so scrolled, by keyboard; the others are no stops. */
function watchOverflow(article: HTMLElement): () => void {
  const measure = () => {
    for (const box of article.querySelectorAll<HTMLElement>('table, pre')) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0
      else box.removeAttribute('tabindex')
    }
  }
  const resized = new ResizeObserver(measure)
  resized.observe(article)
  return () => resized.disconnect()
}
