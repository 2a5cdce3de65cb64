import { createEntries, type Entries } from './entries.ts'
import type { HostPort, LogLevel } from './host-port.ts'
import { PlatformError } from './platform.errors.ts'

/** Calls an operation of the platform or of another extension. Rejects with a `PlatformError`. */
export type PlatformCall = <Reply = unknown>(method: string, payload?: unknown) => Promise<Reply>

export interface Pong {
  echo: string
  count: number
  extension_works: boolean
}

/** What a handler can do besides computing. Nothing here works unless it was granted, except `log` and `ping`. */
export interface Context {
  /** Lines for the install's log, which the person who installed the extension can read. */
  readonly log: Readonly<Record<LogLevel, (message: string) => void>>
  /** The files of the workspace. */
  readonly entries: Entries
  /** Asks the platform for a sign of life; needs no permission. */
  ping(input: { message: string; count?: number }): Promise<Pong>
  /** Any operation by its wire name, for example `query:finance:balance.v1`. The type of the reply is the caller's claim. */
  readonly call: PlatformCall
}

export const PING_METHOD = 'query:test.ping.v1'

export function createContext(port: HostPort): Context {
  const call = platformCall(port)
  return {
    log: {
      debug: (message) => port.log('debug', message),
      info: (message) => port.log('info', message),
      warn: (message) => port.log('warn', message),
      error: (message) => port.log('error', message),
    },
    entries: createEntries(call),
    ping: (input) => call(PING_METHOD, input),
    call,
  }
}

const platformCall =
  (port: HostPort): PlatformCall =>
  async <Reply>(method: string, payload: unknown = null) => {
    try {
      return (await port.call(method, payload)) as Reply
    } catch (cause) {
      throw platformError(method, cause)
    }
  }

/** What a handler gets for an answer of the platform that says no; anything else as it was thrown. */
export function platformError(method: string, cause: unknown): unknown {
  if (!(cause instanceof Error) || !('code' in cause) || typeof cause.code !== 'string') return cause
  return new PlatformError(method, cause.code, cause.message, { cause })
}
