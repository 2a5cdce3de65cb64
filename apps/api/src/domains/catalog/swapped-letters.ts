/** Beyond, somebody has pasted a text; each spelling costs a comparison. */
const MOST_SPELLINGS = 40

/**
 * Spellings of words with two letters side by side the other way round: the mistake of fast fingers. It leaves a short
 * word too few trigrams in common with what was meant for `pg_trgm` to see: `wrod` and `word` share one of nine.
 */
export function swappedLetters(words: string): string[] {
  const letters = Array.from(words)
  const spellings = letters.flatMap((letter, at) => {
    const next = letters[at + 1]
    if (next === undefined || letter === next || !isLetter(letter) || !isLetter(next)) return []
    const swapped = letters.with(at, next).with(at + 1, letter)
    return [swapped.join('')]
  })
  return spellings.slice(0, MOST_SPELLINGS)
}

const isLetter = (text: string): boolean => /^\p{L}$/u.test(text)
