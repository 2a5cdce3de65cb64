import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { rolldown } from 'rolldown'
import config from '../rolldown.config.ts'
import { ADMIN } from './server.ts'

const API = join(import.meta.dirname, '..')

/**
 * Builds the server as it ships, from the sources as they are, and answers where it is. Each test file has a build of its
 * own, by `name`: they run at the same time.
 */
export async function buildServer(name = 'built-server'): Promise<string> {
  const program = join(API, 'test-results', name)
  const bundle = await rolldown({ ...config, cwd: API })
  await bundle.write({ dir: program, format: 'esm', codeSplitting: false })
  await bundle.close()
  return join(program, 'main.js')
}

export interface Place {
  dataDir: string
  port: number
  /** Default: the embedded PostgreSQL in the data directory. */
  databaseUrl?: string
  /** Other variables. */
  environment?: Record<string, string>
}

export interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
  stderr: string
}

/** The built server in a process of its own. */
export class BuiltServer {
  private constructor(
    readonly url: string,
    readonly exit: Promise<Exit>,
    private readonly child: ChildProcess,
  ) {}

  /** @throws an Error with what it wrote to its standard error, when it ends instead of listening */
  static async start(program: string, { dataDir, port, databaseUrl, environment }: Place): Promise<BuiltServer> {
    const child = spawn(process.execPath, [program], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        GRANTRY_PORT: String(port),
        GRANTRY_STRIPE_EMULATOR_PORT: '0',
        GRANTRY_DATA_DIR: dataDir,
        GRANTRY_ADMIN_EMAIL: ADMIN.email,
        GRANTRY_ADMIN_PASSWORD: ADMIN.password,
        GRANTRY_SEED: 'false',
        GRANTRY_LOG: 'error',
        GRANTRY_RATE_LIMIT: '1000000',
        ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
        ...environment,
      },
    })
    const exit = exitOf(child)
    const url = await Promise.race([urlOf(child), exit.then(({ code, stderr }) => failed(code, stderr))])
    return new BuiltServer(url, exit, child)
  }

  get pid(): number {
    return this.child.pid!
  }

  /** Resolves when the process is gone. */
  async stop(signal: NodeJS.Signals): Promise<Exit> {
    this.child.kill(signal)
    return this.exit
  }

  /** The processes it has started itself. */
  children(): number[] {
    return processes().filter((pid) => parentOf(pid) === this.pid)
  }
}

/** A port of loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

const failed = (code: number | null, stderr: string): never => {
  throw new Error(`The server ended with ${code}: ${stderr}`)
}

/** From what it announces once it listens. */
function urlOf(child: ChildProcess): Promise<string> {
  let announced = ''
  return new Promise((resolve) => {
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      announced += text
      const [, url] = /Store +(http:\S+)\/\n/.exec(announced) ?? []
      if (url !== undefined) resolve(url)
    })
  })
}

function exitOf(child: ChildProcess): Promise<Exit> {
  let stderr = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  return new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal, stderr })))
}

/** Waits until none of the processes is there any more. */
export async function untilGone(pids: readonly number[]): Promise<void> {
  while (pids.some((pid) => processes().includes(pid))) await delay(20)
}

const processes = (): number[] => readdirSync('/proc').map(Number).filter(Number.isInteger)

/** Null when it is gone, or as good as gone: waiting for its parent to look. */
function parentOf(pid: number): number | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1] ?? Number.NaN)
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return null
    throw error
  }
}
