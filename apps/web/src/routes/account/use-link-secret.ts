import { useEffect, useState } from 'react'

/**
 * The secret of a mailed link, which stands behind the `#` of its address, or nothing. It leaves the address bar at once:
 * what is bookmarked, shown around or shared must not have it. Another link to the same page, opened in its place, only
 * changes what is behind the `#`: its secret takes the place of the first.
 */
export function useLinkSecret(): string {
  const [secret, setSecret] = useState(() => window.location.hash.slice(1))
  useEffect(() => {
    const take = () => {
      const { hash, pathname } = window.location
      if (hash === '') return
      setSecret(hash.slice(1))
      window.history.replaceState(window.history.state, '', pathname)
    }
    take()
    window.addEventListener('hashchange', take)
    return () => window.removeEventListener('hashchange', take)
  }, [])
  return secret
}
