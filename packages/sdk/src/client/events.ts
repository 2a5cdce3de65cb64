import type { AnswerName, Answers } from './answers.ts'
import { readEventStream } from './event-stream.ts'
import { ProblemError, problemFrom, unexpectedAnswer, unreachable } from './problem.errors.ts'
import type { Call, Transport } from './transport.ts'

export interface Following {
  signal?: AbortSignal
  /** Told whenever the connection was lost and is about to be made anew. */
  onLost?: (error: ProblemError) => void
}

/** Where the events are had. */
export type EventSource = Pick<Call, 'path' | 'query'>

const FIRST_DELAY_MS = 250
const LONGEST_DELAY_MS = 10_000

/**
 * Events of a stream of the server, over as many connections as it takes: each continues behind the last event seen.
 * Ends after the event for which `isLast` holds, or quietly when the signal aborts. Throws when the server refuses.
 */
export async function* followEvents<N extends AnswerName>(
  transport: Transport,
  source: EventSource,
  name: N,
  { signal, onLost }: Following,
  isLast: (event: Answers[N]) => boolean,
): AsyncGenerator<Answers[N]> {
  let lastId = ''
  let delayMs = FIRST_DELAY_MS
  const isGivenUp = () => signal?.aborted === true
  while (!isGivenUp()) {
    try {
      for await (const { event, data, id } of readEventStream(await open(transport, source, lastId, signal))) {
        lastId = id
        delayMs = FIRST_DELAY_MS
        const read = transport.read(name, `{"event":${JSON.stringify(event)},"data":${data}}`)
        yield read
        if (isLast(read)) return
      }
      onLost?.(unreachable(new Error('The stream ended')))
    } catch (cause) {
      if (isGivenUp()) return
      const error = cause instanceof ProblemError ? cause : unreachable(cause)
      if (!isTransient(error)) throw error
      onLost?.(error)
    }
    await pause(delayMs, signal)
    delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)
  }
}

async function open(
  transport: Transport,
  source: EventSource,
  lastId: string,
  signal: AbortSignal | undefined,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const resume: Record<string, string> = lastId === '' ? {} : { 'last-event-id': lastId }
  const headers = { ...transport.headers('GET'), ...resume, accept: 'text/event-stream' }
  const response = await transport.fetch(transport.url(source), { headers, signal })
  if (!response.ok) throw problemFrom(response.status, await response.text())
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true
  if (!isStream || response.body === null) throw unexpectedAnswer('The server did not answer with events', response)
  return response.body
}

/** What another attempt may mend: nobody answered, the server starts or is overloaded, the connection broke. */
const isTransient = ({ status }: ProblemError): boolean => status === 0 || status === 429 || status >= 500

function pause(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, delayMs)
    signal?.addEventListener('abort', end)
  })
}
