import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'

/** What is still read of a request that has its answer: enough for the largest upload that is worth an answer. */
const MAX_BYTES = 32 * 1024 * 1024
const MAX_MS = 30_000

/**
 * An answer may be ready before its request has come in full: an upload is refused at its first bad entry, or because
 * nobody is signed in. Most clients send on and look at the answer afterwards, so closing the connection would cost them
 * the answer, and leaving the rest unread would leave both sides waiting for ever. The rest is therefore read and dropped,
 * and whoever sends on beyond a limit is cut off.
 */
export function dropUnreadBodies(fastify: FastifyInstance): void {
  fastify.addHook('onSend', async ({ raw }) => {
    if (!raw.complete && !raw.destroyed) drop(raw)
  })
}

function drop(request: IncomingMessage): void {
  const { socket } = request
  let bytesLeft = MAX_BYTES
  const tooSlow = setTimeout(() => socket.destroy(), MAX_MS)
  request.once('close', () => clearTimeout(tooSlow))
  request.on('data', ({ length }: Buffer) => {
    bytesLeft -= length
    if (bytesLeft < 0) socket.destroy()
  })
  request.resume()
}
