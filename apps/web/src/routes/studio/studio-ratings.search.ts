export interface RatingSearch {
  /** Without it, those that wait for a reply. */
  show?: 'all' | undefined
  extension?: string | undefined
  version?: string | undefined
  stars?: number | undefined
}

/** Which ratings an address is about; those to answer when it does not say. */
export function parseRatingSearch({ show, extension, version, stars }: Record<string, unknown>): RatingSearch {
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
  const known = Number(stars)
  return {
    show: show === 'all' ? 'all' : undefined,
    extension: text(extension),
    version: text(version),
    stars: Number.isInteger(known) && known >= 1 && known <= 5 ? known : undefined,
  }
}
