import { useHydrated } from '@tanstack/react-router'
import type { PointerEvent } from 'react'
import { formatAgo, formatInstant } from '../../lib/format.ts'

/** How long ago, with the exact instant for machines, and for whoever points at it. */
export function TimeAgo({ at }: { at: string }) {
  const place = useTimePlace()
  const tellInstant = ({ currentTarget }: PointerEvent<HTMLElement>) => (currentTarget.title = formatInstant(at))
  return (
    <time key={place} suppressHydrationWarning dateTime={at} onPointerEnter={tellInstant} className="whitespace-nowrap">
      {formatAgo(Date.parse(at), Date.now())}
    </time>
  )
}

/**
 * Where an instant is put into words. The server that draws a page first knows neither the clock nor the time zone of who
 * reads it: the words are made anew in the browser, by a key that differs.
 */
export const useTimePlace = (): 'server' | 'browser' => (useHydrated() ? 'browser' : 'server')
