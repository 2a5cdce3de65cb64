import { CATEGORIES } from '@grantry/contract'

export const HOUSE = 'Grantry'
export const PROMISE = 'Extensions that do what you allow, and nothing else.'

/** `developer-tools` → Developer tools. */
export const categoryName = (category: string): string => {
  const words = category.replaceAll('-', ' ')
  return category === 'ai' ? 'AI' : words.charAt(0).toUpperCase() + words.slice(1)
}

/** A category for which the store has a shelf. */
export const shelfOf = (category: string | null): string | null =>
  CATEGORIES.find((known) => known === category) ?? null

/** What search results show of a description: about so many letters, cut between words. */
const SHOWN_LETTERS = 160

export function shortened(text: string): string {
  if (text.length <= SHOWN_LETTERS) return text
  const cut = text.slice(0, SHOWN_LETTERS - 1)
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), SHOWN_LETTERS / 2))}…`
}
