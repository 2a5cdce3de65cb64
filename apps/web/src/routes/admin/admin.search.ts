/** Hidden ratings, or those that somebody complains about when the address does not say. */
export const parseReportedState = ({ state }: Record<string, unknown>): { state?: 'hidden' } =>
  state === 'hidden' ? { state } : {}

export interface PublisherSearch {
  q?: string | undefined
  publishers?: 'verified' | 'unverified' | undefined
}

/** Which publishers an address is about; all when it does not say. */
export const parsePublisherSearch = ({ q, publishers }: Record<string, unknown>): PublisherSearch => ({
  q: typeof q === 'string' && q !== '' ? q : undefined,
  publishers: publishers === 'verified' || publishers === 'unverified' ? publishers : undefined,
})
