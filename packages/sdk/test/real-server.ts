import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { inSdk } from '../src/sdk-location.ts'
import { temporaryFolder } from './project-folder.ts'

const PROGRAM = inSdk('../../apps/api/dist/main.js')

/** This package does not build the server; `npm test` at the root has built it before it comes here. */
export const serverIsBuilt = existsSync(PROGRAM)

export const ADMIN = { email: 'admin@example.org', password: 'correct horse battery staple' }

/** A Grantry server of its own for one test. */
export async function startRealServer(stopAfter: (stop: () => Promise<void>) => void): Promise<string> {
  const port = await freePort()
  const server = spawn(process.execPath, [PROGRAM], {
    env: {
      PATH: process.env.PATH,
      GRANTRY_PORT: String(port),
      GRANTRY_STRIPE_EMULATOR_PORT: '0',
      GRANTRY_DATA_DIR: await temporaryFolder(),
      GRANTRY_ADMIN_EMAIL: ADMIN.email,
      GRANTRY_ADMIN_PASSWORD: ADMIN.password,
    },
    stdio: 'ignore',
  })
  const ended = once(server, 'exit')
  stopAfter(async () => {
    server.kill('SIGTERM')
    await ended
  })
  const url = `http://127.0.0.1:${port}`
  await Promise.race([untilReady(url), ended.then(() => Promise.reject(new Error('The server ended')))])
  return url
}

async function untilReady(url: string): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/readyz`).catch(() => null)
    if (response?.ok) return
    await delay(100)
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
