import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface Poured {
  /** 0 when the connection ended without an answer. */
  status: number
  /** Handed to the connection before it ended or the chunks did. */
  sentBytes: number
}

/**
 * A chunked POST by a client that sends on whatever it is answered, until its chunks or the connection end. It hangs up
 * then, or says before that its request is complete.
 */
export async function pour(
  url: URL,
  headers: Record<string, string>,
  chunks: Iterable<Uint8Array>,
  then: 'complete' | 'hang up',
): Promise<Poured> {
  const socket = connect(Number(url.port), url.hostname)
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.on('error', () => {}) // a reset is one of the ways to be cut off; `close` follows
  const answer = beginningOf(socket)
  await once(socket, 'connect')
  socket.write(head(url, headers))
  let sentBytes = 0
  for (const chunk of chunks) {
    if (socket.destroyed) break
    sentBytes += chunk.length
    await Promise.race([writeChunk(socket, chunk), closed])
  }
  if (then === 'complete') socket.write('0\r\n\r\n')
  else socket.destroy()
  return { status: statusIn(await answer), sentBytes }
}

const head = ({ host, pathname }: URL, headers: Record<string, string>): string => {
  const all = { host, 'content-type': 'application/gzip', 'transfer-encoding': 'chunked', ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `POST ${pathname} HTTP/1.1\r\n${lines.join('')}\r\n`
}

/** Resolves when the operating system has taken it. */
const writeChunk = (socket: Socket, chunk: Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    socket.write(`${chunk.length.toString(16)}\r\n`)
    socket.write(chunk)
    socket.write('\r\n', () => resolve())
  })

/** What came first over the connection, when anything did. */
const beginningOf = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    socket.once('data', (bytes) => resolve(String(bytes)))
    socket.once('close', () => resolve(''))
  })

const statusIn = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0)
