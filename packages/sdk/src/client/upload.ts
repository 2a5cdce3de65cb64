import type { AnswerName, Answers } from './answers.ts'
import { problemFrom, unreachable } from './problem.errors.ts'
import type { Transport } from './transport.ts'

export interface Upload {
  path: string
  /** A `File` in the browser; in Node `await openAsBlob(file)`, which is read while it is sent. */
  archive: Blob
  /** Called with the bytes handed over so far, never decreasing, ending at `archive.size`. */
  onProgress?: (sentBytes: number) => void
  signal?: AbortSignal
}

interface Sent {
  status: number
  text: string
}

/** Posts an archive as `application/gzip` and reports progress wherever it runs. Throws `ProblemError`. */
export async function upload<N extends AnswerName>(transport: Transport, what: Upload, answer: N): Promise<Answers[N]> {
  const Xhr = browserXhr()
  const { status, text } = Xhr ? await sendByXhr(new Xhr(), transport, what) : await sendByFetch(transport, what)
  if (status < 200 || status > 299) throw problemFrom(status, text)
  return transport.read(answer, text)
}

/** Browsers cannot report the progress of a `fetch`; of an XMLHttpRequest they can. */
function sendByXhr(xhr: Xhr, transport: Transport, { path, archive, onProgress, signal }: Upload): Promise<Sent> {
  return new Promise((resolve, reject) => {
    xhr.open('POST', transport.url({ path }))
    for (const [name, value] of Object.entries(transport.headers('POST'))) xhr.setRequestHeader(name, value)
    xhr.setRequestHeader('content-type', 'application/gzip')
    xhr.upload.onprogress = ({ loaded }) => onProgress?.(Math.min(loaded, archive.size))
    xhr.onload = () => resolve({ status: xhr.status, text: xhr.responseText })
    xhr.onerror = () => reject(unreachable(new Error('The upload broke off')))
    xhr.onabort = () => reject(new DOMException('The upload was cancelled', 'AbortError'))
    signal?.addEventListener('abort', () => xhr.abort(), { once: true })
    xhr.send(archive)
  })
}

async function sendByFetch(transport: Transport, { path, archive, onProgress, signal }: Upload): Promise<Sent> {
  let sentBytes = 0
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      sentBytes += chunk.byteLength
      onProgress?.(sentBytes)
      controller.enqueue(chunk)
    },
  })
  try {
    // A streamed body needs `duplex`, which the types of browsers do not know.
    const init: RequestInit & { duplex: 'half' } = {
      method: 'POST',
      headers: { ...transport.headers('POST'), 'content-type': 'application/gzip' },
      body: archive.stream().pipeThrough(counter),
      duplex: 'half',
      signal,
    }
    const response = await transport.fetch(transport.url({ path }), init)
    return { status: response.status, text: await response.text() }
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
  onload: (() => void) | null
  onerror: (() => void) | null
  onabort: (() => void) | null
  open(method: string, url: string): void
  setRequestHeader(name: string, value: string): void
  send(body: Blob): void
  abort(): void
}

const browserXhr = (): (new () => Xhr) | undefined => (globalThis as { XMLHttpRequest?: new () => Xhr }).XMLHttpRequest
