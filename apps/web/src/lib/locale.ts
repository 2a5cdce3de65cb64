/** How many readers' ways of writing the server keeps at hand. */
const KEPT = 40

/** Of the page as the server has drawn it, or else of the browser. */
const here = (typeof document === 'undefined' ? undefined : document.documentElement.dataset['locale']) ?? ofThisPlace()

let current = (): string => here

/** The words of the store are English; numbers, amounts and days are written as English is where its reader is. */
export const readerLocale = (): string => current()

/** For the server, which draws pages for many readers at once: says whose is being drawn. */
export function readLocaleFrom(source: () => string): void {
  current = source
}

/** Something that is made once for each locale. */
export function perLocale<T extends object>(make: (locale: string) => T): () => T {
  const made = new Map<string, T>()
  return () => {
    const locale = current()
    const known = made.get(locale)
    if (known !== undefined) return known
    if (made.size === KEPT) made.clear()
    const fresh = make(locale)
    made.set(locale, fresh)
    return fresh
  }
}

/** `de` → en-DE: the region that a language goes without saying. */
export function englishOf(language: string): string {
  const { region } = new Intl.Locale(language).maximize()
  return region === undefined ? 'en' : `en-${region}`
}

function ofThisPlace(): string {
  return englishOf(navigator.language)
}

/** Of the language that the header of a request names first; whatever else it says is of no use here. */
export function englishOfHeader(acceptLanguage: string): string {
  const language = /^\s*[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?\b/i.exec(acceptLanguage)?.[0].trim()
  return language === undefined ? 'en' : englishOf(language)
}
