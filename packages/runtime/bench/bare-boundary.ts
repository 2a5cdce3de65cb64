import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('guests/bare-echo.mjs', import.meta.url))
const MESSAGE = Buffer.alloc(200, 'x')

/** A process that echoes 200 bytes over a socket pair: the least that a call of another process can take on this machine. */
export async function withBareBoundary<T>(work: (call: () => Promise<void>) => Promise<T>): Promise<T> {
  const child = spawn(process.execPath, [PROGRAM], { env: {}, stdio: ['ignore', 'ignore', 'inherit', 'pipe'] })
  const socket = child.stdio[3] as Socket
  let missing = 0
  let answered = () => {}
  socket.on('data', (chunk: Buffer) => {
    missing -= chunk.length
    if (missing === 0) answered()
  })
  const call = () =>
    new Promise<void>((resolve) => {
      answered = resolve
      missing = MESSAGE.length
      socket.write(MESSAGE)
    })
  try {
    return await work(call)
  } finally {
    socket.end()
    await once(child, 'exit')
  }
}
