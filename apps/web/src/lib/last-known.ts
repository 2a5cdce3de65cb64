import { useState } from 'react'

/** What was known last, for as long as the answer to a newer question is missing. */
export function useLastKnown<T>(present: T | undefined): T | undefined {
  const [known, setKnown] = useState(present)
  if (present !== undefined && present !== known) setKnown(present)
  return present ?? known
}
