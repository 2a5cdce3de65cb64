import { getRandomValues } from 'node:crypto'

/** Drawn ahead, as asking the system for each would take longer than all else. */
const drawn = new Uint32Array(512)
let next = drawn.length

/**
 * A number from 0 up to 1, like `Math.random`, of which nobody can tell the next: all guests of a process draw from here,
 * and from `Math.random` one could tell what another one drew.
 */
export function randomFraction(): number {
  if (next === drawn.length) {
    getRandomValues(drawn)
    next = 0
  }
  const [high, low] = [drawn[next]! >>> 5, drawn[next + 1]! >>> 6]
  next += 2
  return (high * 2 ** 26 + low) / 2 ** 53
}
