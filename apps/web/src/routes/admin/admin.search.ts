/** Hidden ratings, or those that somebody complains about when the address does not say. */
export const parseReportedState = ({ state }: Record<string, unknown>): { state?: 'hidden' } =>
  state === 'hidden' ? { state } : {}
