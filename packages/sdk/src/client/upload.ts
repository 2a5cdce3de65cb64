import type { Published, PublishStage } from '@grantry/contract'
import type { QueryValue } from './path.ts'
import { problemFrom, unexpectedAnswer, unreachable } from './problem.errors.ts'
import type { Transport } from './transport.ts'

export interface Upload {
  path: string
  query?: Readonly<Record<string, QueryValue>>
  /** A `File` in the browser; in Node `await openAsBlob(file)`, which is read while it is sent. */
  archive: Blob
  /** Called with the bytes handed over so far, never decreasing, ending at `archive.size`. */
  onProgress?: (sentBytes: number) => void
  /** Called with each stage that the server has come to. */
  onStage?: (stage: PublishStage) => void
  signal?: AbortSignal
}

interface Sent {
  status: number
  text: string
}
type Heard = (text: string) => void

const LINES = 'application/x-ndjson'

/** Posts an archive as `application/gzip` and reports progress wherever it runs. Throws `ProblemError`. */
export async function upload(transport: Transport, what: Upload): Promise<Published> {
  const lines = new Lines(transport, what.onStage)
  const hear: Heard = (text) => lines.hear(text)
  const Xhr = browserXhr()
  const sent = Xhr ? await sendByXhr(new Xhr(), transport, what, hear) : await sendByFetch(transport, what, hear)
  if (sent.status < 200 || sent.status > 299) throw problemFrom(sent.status, sent.text)
  // A server that knows of no stages answers with what was published alone.
  return sent.status === 200 ? lines.end(sent.text) : transport.read('Published', sent.text)
}

/** The lines of an answer that is still coming. */
class Lines {
  readonly #transport: Transport
  readonly #onStage: (stage: PublishStage) => void
  #read = 0
  #published: Published | null = null

  constructor(transport: Transport, onStage: (stage: PublishStage) => void = () => undefined) {
    this.#transport = transport
    this.#onStage = onStage
  }

  /** All of the answer so far. */
  hear(text: string): void {
    for (let end = text.indexOf('\n', this.#read); end >= 0; end = text.indexOf('\n', this.#read)) {
      const line = text.slice(this.#read, end)
      this.#read = end + 1
      this.#take(line)
    }
  }

  end(text: string): Published {
    this.hear(text)
    if (this.#published === null) throw unexpectedAnswer('The answer broke off before it was complete', text)
    return this.#published
  }

  #take(text: string): void {
    const line = this.#transport.read('PublishLine', text)
    if ('published' in line) this.#published = line.published
    else if ('problem' in line) throw problemFrom(line.problem.status, JSON.stringify(line.problem))
    else this.#onStage(line)
  }
}

const headersOf = (transport: Transport, { onStage }: Upload): Record<string, string> => ({
  ...transport.headers('POST'),
  'content-type': 'application/gzip',
  ...(onStage !== undefined && { accept: LINES }),
})

/** Lines are looked for in the answers that have them alone. */
const isLines = (type: string | null): boolean => type?.startsWith(LINES) ?? false

/** Browsers cannot report the progress of a `fetch`; of an XMLHttpRequest they can. */
function sendByXhr(xhr: Xhr, transport: Transport, what: Upload, hear: Heard): Promise<Sent> {
  const { path, query = {}, archive, onProgress, signal } = what
  return new Promise((resolve, reject) => {
    const attempt = (work: () => void) => {
      try {
        work()
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)))
      }
    }
    xhr.open('POST', transport.url({ path, query }))
    for (const [name, value] of Object.entries(headersOf(transport, what))) xhr.setRequestHeader(name, value)
    xhr.upload.onprogress = ({ loaded }) => onProgress?.(Math.min(loaded, archive.size))
    xhr.onprogress = () => attempt(() => isLines(xhr.getResponseHeader('content-type')) && hear(xhr.responseText))
    xhr.onload = () => resolve({ status: xhr.status, text: xhr.responseText })
    xhr.onerror = () => reject(unreachable(new Error('The upload broke off')))
    xhr.onabort = () => reject(new DOMException('The upload was cancelled', 'AbortError'))
    signal?.addEventListener('abort', () => xhr.abort(), { once: true })
    xhr.send(archive)
  })
}

async function sendByFetch(transport: Transport, what: Upload, hear: Heard): Promise<Sent> {
  const { path, query = {}, archive, onProgress, signal } = what
  let sentBytes = 0
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      sentBytes += chunk.byteLength
      onProgress?.(sentBytes)
      controller.enqueue(chunk)
    },
  })
  // A streamed body needs `duplex`, which the types of browsers do not know.
  const init: RequestInit & { duplex: 'half' } = {
    method: 'POST',
    headers: headersOf(transport, what),
    body: archive.stream().pipeThrough(counter),
    duplex: 'half',
    signal,
  }
  const response = await answerOf(() => transport.fetch(transport.url({ path, query }), init))
  if (!isLines(response.headers.get('content-type')) || response.body === null)
    return { status: response.status, text: await answerOf(() => response.text()) }
  return { status: response.status, text: await readLines(response.body, hear) }
}

async function readLines(body: ReadableStream<Uint8Array>, hear: Heard): Promise<string> {
  const reader = body.getReader()
  let bytes = new Uint8Array()
  for (;;) {
    const { done, value } = await answerOf(() => reader.read())
    if (done) return new TextDecoder().decode(bytes)
    bytes = joined(bytes, value)
    // A letter of which only a part has come stands behind the last complete line.
    hear(new TextDecoder().decode(bytes))
  }
}

function joined(before: Uint8Array, after: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(before.length + after.length)
  bytes.set(before)
  bytes.set(after, before.length)
  return bytes
}

async function answerOf<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'AbortError') throw cause
    throw unreachable(cause)
  }
}

/** The part of XMLHttpRequest used here: this package is also compiled for Node, whose types do not have it. */
interface Xhr {
  readonly status: number
  readonly responseText: string
  readonly upload: { onprogress: ((event: { loaded: number }) => void) | null }
  onprogress: (() => void) | null
  onload: (() => void) | null
  onerror: (() => void) | null
  onabort: (() => void) | null
  open(method: string, url: string): void
  setRequestHeader(name: string, value: string): void
  getResponseHeader(name: string): string | null
  send(body: Blob): void
  abort(): void
}

const browserXhr = (): (new () => Xhr) | undefined => (globalThis as { XMLHttpRequest?: new () => Xhr }).XMLHttpRequest
