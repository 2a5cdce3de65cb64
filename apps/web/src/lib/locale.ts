/** How many readers' ways of writing the server keeps at hand. */
const KEPT = 40

/** Of the page as the server has drawn it, or else of the browser. */
const here = (typeof document === 'undefined' ? undefined : document.documentElement.dataset['locale']) ?? ofThisPlace()

/** For whom numbers, amounts and days are written. */
export interface Reader {
  /** The words of the store are English; these are written as English is where its reader is. */
  locale: string
  /** What is to be said, by a name of its own, in the words that this reader has for it already, or else in new ones. */
  words(what: string, write: () => string): string
}

let broughtWords: Readonly<Record<string, string>> = {}

const visitor: Reader = { locale: here, words: (what, write) => broughtWords[what] ?? write() }

let current = (): Reader => visitor

export const readerLocale = (): string => current().locale

/** For the server, which draws pages for many readers at once: says whose is being drawn. */
export function writeFor(source: () => Reader): void {
  current = source
}

/** For the browser: the words in which the server has drawn the page, by what they say. */
export function rememberWords(words: Readonly<Record<string, string>>): void {
  broughtWords = words
}

/**
 * Numbers, amounts and days as the page was drawn with them, so that the browser says the same, and says it at once: the
 * first `Intl` formatter holds a phone up for a tenth of a second.
 *
 * @param what names what is said, such as `count 1200`; the words may depend on that and the locale alone
 */
export const asWritten = (what: string, write: () => string): string => current().words(what, write)

/** Something that is made once for each locale. */
export function perLocale<T extends object>(make: (locale: string) => T): () => T {
  const made = new Map<string, T>()
  return () => {
    const locale = readerLocale()
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
