/** What a person reads and writes; empty for no value. */
export const printJson = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value, null, 2))

/** The value of a text, or why it has none that could be sent as it is written. */
export function readJson(text: string): { value: unknown; fault: string | null } {
  if (text.trim() === '') return { value: undefined, fault: null }
  let isExact = true
  try {
    const value: unknown = JSON.parse(text, (_, part: unknown) => {
      isExact &&= typeof part !== 'number' || isKept(part)
      return part
    })
    return isExact ? { value, fault: null } : { value: undefined, fault: TOO_LONG }
  } catch (error) {
    return { value: undefined, fault: `This is not JSON yet: ${(error as SyntaxError).message}` }
  }
}

const TOO_LONG = 'A number has more digits than can be sent: write it as a text, in quotes'

/** Whole numbers above 2^53 lose digits. From here on they are written with an exponent, which promises no digits. */
const EXPONENTS = 1e21
const isKept = (number: number): boolean =>
  !Number.isInteger(number) || Number.isSafeInteger(number) || Math.abs(number) >= EXPONENTS
