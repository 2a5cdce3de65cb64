/** One difference in words, or none. */
export const differs = (what: string, is: bigint | string, should: bigint | number | string): string[] =>
  String(is) === String(should) ? [] : [`${what} is ${is} and should be ${should}`]
