import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../../..')
const START_MS = 110_000

export interface ServerProcess {
  url: string
  /** What it has said so far, on both streams. */
  output(): string
  /** As Ctrl-C does; resolves when it has ended. */
  stop(): Promise<void>
}

interface ServerOptions {
  dataDir: string
  /** Added to what the stories need; nothing else of the surroundings reaches the server but the path. */
  environment?: Record<string, string>
  /** Default: the built server. */
  command?: readonly [string, ...string[]]
  /** How long its start may take. Default: nearly two minutes, for a machine that does other things as well. */
  patienceMs?: number
}

/** The built server as people run it, on a free port, once it answers. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const { dataDir, environment = {}, command, patienceMs = START_MS } = options
  const [program, ...args] = command ?? [process.execPath, join(ROOT, 'apps/api/dist/main.js')]
  const port = await freePort()
  const server = spawn(program, args, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      GRANTRY_DATA_DIR: dataDir,
      GRANTRY_PORT: String(port),
      GRANTRY_STRIPE_EMULATOR_PORT: '0',
      // Many stories come from one address.
      GRANTRY_RATE_LIMIT: '100000',
      GRANTRY_SIGN_IN_LIMIT: '1000',
      ...environment,
    },
  })
  const output = collect(server)
  const url = `http://127.0.0.1:${port}`
  await untilReady(url, server, output, patienceMs)
  const stop = async () => {
    if (server.exitCode === null && server.kill('SIGTERM')) await once(server, 'exit')
  }
  return { url, output, stop }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

/** What the server says, for the day it does not start. Reading it also keeps its pipes from filling up. */
function collect({ stdout, stderr }: ChildProcess): () => string {
  let text = ''
  for (const stream of [stdout, stderr]) stream?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return () => text
}

async function untilReady(url: string, server: ChildProcess, output: () => string, patienceMs: number): Promise<void> {
  const until = Date.now() + patienceMs
  while (Date.now() < until && server.exitCode === null) {
    if (await answers(`${url}/readyz`)) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  server.kill('SIGKILL')
  throw new Error(`The server did not become ready:\n${output()}`)
}

/** Nobody listening yet is the ordinary case here. */
const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    (response) => response.ok,
    () => false,
  )
