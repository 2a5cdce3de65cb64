import type { Following } from '@grantry/sdk/client/page'
import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react'

/**
 * How a live page stands with the server. `lost`: it tries to come back; `refused`: the server does not let it follow;
 * `over`: nothing more will come.
 */
export type Connection = 'connecting' | 'live' | 'lost' | 'refused' | 'over'

interface Stream<E> {
  /** Names what is followed; another name is another stream. Null follows nothing. */
  name: string | null
  open: (following: Following) => AsyncIterable<E>
  onEvent: (event: E) => void
}

/** Follows a stream of the server while the page is in sight. A hidden tab lets go of its connection. */
export function useStream<E>({ name, open, onEvent }: Stream<E>): Connection {
  const [connection, setConnection] = useState<Connection>('connecting')
  const isVisible = useSyncExternalStore(subscribeToVisibility, () => document.visibilityState === 'visible')
  const start = useEffectEvent(open)
  const take = useEffectEvent(onEvent)
  useEffect(() => {
    if (name === null || !isVisible) return
    const leaving = new AbortController()
    const { signal } = leaving
    const say = (next: Connection) => {
      if (!signal.aborted) setConnection(next)
    }
    const follow = async () => {
      for await (const event of start({ signal, onLost: () => say('lost') })) {
        if (signal.aborted) return
        say('live')
        take(event)
      }
      say('over')
    }
    say('connecting')
    // What the page shows has been asked for as well, so the reason is told where it matters.
    follow().catch(() => say('refused'))
    return () => leaving.abort()
  }, [name, isVisible])
  return name === null ? 'over' : connection
}

function subscribeToVisibility(changed: () => void): () => void {
  document.addEventListener('visibilitychange', changed)
  return () => document.removeEventListener('visibilitychange', changed)
}
