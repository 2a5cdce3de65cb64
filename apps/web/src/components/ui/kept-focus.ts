import { useEffect, useRef } from 'react'

/** When what had the focus is gone, the page's heading has it next: a keyboard would have to begin from the top. */
export function keepFocus(): void {
  if (document.activeElement !== document.body) return
  document.querySelector<HTMLElement>('main h1')?.focus()
}

/** From a part that is about to go, when what has the focus is in it. */
export function passFocus(from: Element, to: Element | null): void {
  if (!(to instanceof HTMLElement) || !from.contains(document.activeElement)) return
  if (!to.hasAttribute('tabindex')) to.tabIndex = -1
  to.focus({ preventScroll: true })
}

/** For a part whose controls go with a change of `state`: what was pressed may be one of them. */
export function useKeptFocus(state: unknown): void {
  const before = useRef(state)
  useEffect(() => {
    if (before.current === state) return
    before.current = state
    keepFocus()
  }, [state])
}
