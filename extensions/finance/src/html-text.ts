import { decodeEntities } from './html-entities.ts'

/**
 * What HTML shows as text, line by line: enough of it to read a receipt. Takes time in proportion to the length, however
 * the HTML is broken: messages come from strangers.
 */
export function htmlToText(html: string): string {
  const parts: string[] = []
  const lower = lowerAscii(html)
  let position = 0
  while (position < html.length) {
    const tag = findTag(lower, position)
    if (tag === null) break
    parts.push(collapse(html.slice(position, tag.start)), BREAKS.get(tag.name) ?? '')
    position = HIDDEN.has(tag.name) ? endOfElement(lower, tag) : tag.end
  }
  return tidy(decodeEntities([...parts, collapse(html.slice(position))].join('')))
}

/** Of the same length, other than `toLowerCase`. */
const lowerAscii = (text: string) => text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())

interface Tag {
  /** With a slash in front for an end tag; empty for a comment. */
  name: string
  start: number
  end: number
}

/** The next tag or comment; null when none comes to its end. */
function findTag(lower: string, from: number): Tag | null {
  for (let start = lower.indexOf('<', from); start !== -1; start = lower.indexOf('<', start + 1)) {
    if (lower.startsWith('<!--', start)) return closedBy(lower, '-->', { name: '', start })
    const [, name] = TAG_NAME.exec(lower.slice(start + 1, start + 1 + LONGEST_NAME)) ?? []
    if (name !== undefined) return closedBy(lower, '>', { name, start })
  }
  return null
}

const LONGEST_NAME = 12
const TAG_NAME = /^([/!?]?[a-z][a-z0-9]*)/

/** What is never closed hides all that comes after it, as it does in a browser. */
function closedBy(lower: string, closing: string, { name, start }: Omit<Tag, 'end'>): Tag {
  const found = lower.indexOf(closing, start)
  return { name, start, end: found === -1 ? lower.length : found + closing.length }
}

function endOfElement(lower: string, { name, end }: Tag): number {
  const closing = lower.indexOf(`</${name}`, end)
  return closing === -1 ? lower.length : closing
}

/** Elements whose content nobody sees. */
const HIDDEN = new Set(['style', 'script', 'head', 'title', 'template'])

const LINE = ['br', 'hr', 'p', 'div', 'tr', 'table', 'li', 'ul', 'ol', 'h1', 'h2', 'h3', 'h4', 'section', 'blockquote']
/** What a tag puts between what is before it and what is after. */
const BREAKS = new Map([
  ...LINE.flatMap((name) => [[name, '\n'] as const, [`/${name}`, '\n'] as const]),
  ['/td', '\t'] as const,
  ['/th', '\t'] as const,
])

const collapse = (text: string) => text.replaceAll(/\s+/g, ' ')

const tidy = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.replaceAll(/[ \u00a0]+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n')
