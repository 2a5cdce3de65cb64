export interface Statistics {
  words: number
  lines: number
  /** Unicode code points. */
  characters: number
  /** The most frequent first, at most ten; equally frequent ones in alphabetical order. */
  topWords: { word: string; count: number }[]
}

/** Letters and digits of any script, held together by apostrophes and hyphens: `don't`, `well-known`, `4k`. */
const WORD = /[\p{L}\p{N}\p{M}]+(?:['’-][\p{L}\p{N}\p{M}]+)*/gu
const TOP = 10

export function countWords(text: string): Statistics {
  const words = text.toLowerCase().match(WORD) ?? []
  return {
    words: words.length,
    lines: countLines(text),
    characters: Array.from(text).length,
    topWords: mostFrequent(words),
  }
}

/** A line break at the very end ends the last line and begins no other. */
function countLines(text: string): number {
  const lines = text.split(/\r\n|\r|\n/)
  return lines.at(-1) === '' ? lines.length - 1 : lines.length
}

function mostFrequent(words: readonly string[]): Statistics['topWords'] {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts]
    .map(([word, count]) => ({ word, count }))
    .sort((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1))
    .slice(0, TOP)
}
