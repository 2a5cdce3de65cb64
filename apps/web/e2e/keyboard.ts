import type { Page } from 'playwright-core'

const MOST_STOPS = 120

/** Presses Tab until what has the focus is called so. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const seen: string[] = []
  for (let press = 0; press < MOST_STOPS; press += 1) {
    await page.keyboard.press('Tab')
    const current = await focused(page)
    if (typeof name === 'string' ? current === name : name.test(current)) return
    seen.push(current)
  }
  throw new Error(`Tab never came to ${String(name)}, only to: ${seen.join(' · ')}`)
}

/** The name of what has the focus, as its label or its text gives it. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement
    if (!(element instanceof HTMLElement) || element === document.body) return ''
    const labelledBy = element.getAttribute('aria-labelledby')
    const label = 'labels' in element ? (element.labels as NodeListOf<HTMLElement> | null)?.[0] : undefined
    const text =
      element.getAttribute('aria-label') ??
      (labelledBy ? document.getElementById(labelledBy)?.textContent : null) ??
      label?.textContent ??
      element.textContent
    return text.replaceAll(/\s+/g, ' ').trim()
  })

/** What kind of element has the focus: `H1` after a navigation. */
export const focusedTag = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.tagName ?? '')
