/** The words of the store are English; numbers, amounts and days are written as English is where its reader is. */
export const LOCALE = englishOf(navigator.language)

/** `de` → en-DE: the region that a language goes without saying. */
export function englishOf(language: string): string {
  const { region } = new Intl.Locale(language).maximize()
  return region === undefined ? 'en' : `en-${region}`
}
