import { jobEndOf, type JobEnd } from '../abi.ts'

/**
 * What the prelude says as JSON. A guest shares its language and may change how that makes text of things: anything that
 * is JSON may stand there.
 */
type Said = unknown

/** A list of names; null when it is none. */
export function namesIn(json: string): string[] | null {
  const said: Said = JSON.parse(json)
  const isList = Array.isArray(said) && said.every((name) => typeof name === 'string')
  return isList ? said : null
}

/** How a job ended. */
export function endIn(json: string): JobEnd {
  const said: Said = JSON.parse(json)
  const { exit, message } = (said ?? {}) as { exit?: unknown; message?: unknown }
  const code = typeof exit === 'object' && exit !== null ? typeof exit : exit
  return jobEndOf(code, typeof message === 'string' ? message : '')
}
