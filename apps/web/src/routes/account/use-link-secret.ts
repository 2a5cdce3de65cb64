import { useEffect, useState } from 'react'

/**
 * The secret of a mailed link, which stands behind the `#` of its address, or nothing. It leaves the address bar at once:
 * what is bookmarked, shown around or shared must not have it.
 */
export function useLinkSecret(): string {
  const [secret] = useState(() => window.location.hash.slice(1))
  useEffect(() => {
    if (window.location.hash !== '') window.history.replaceState(window.history.state, '', window.location.pathname)
  }, [])
  return secret
}
