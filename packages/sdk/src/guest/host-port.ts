export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** What the sandbox offers to a guest of the ABI `js`, as its frozen global `grantry`. */
export interface HostPort {
  /** Version of the guest contract. */
  readonly abi: 1
  /** Calls an operation by its wire name. Rejects with an `Error` that has a `code` when the platform says no. */
  call(method: string, payload: unknown): Promise<unknown>
  log(level: LogLevel, message: string): void
  /** The job that runs; undefined in an operation. */
  readonly job?: JobPort
}

/** The part of `grantry.job` that the SDK uses. */
export interface JobPort {
  readonly id: string
  /** The last checkpoint; null when there is none. */
  loadText(): string | null
  /** True once the state is durable. */
  checkpoint(state: string): Promise<boolean>
  /** False for a fraction that is not from 0 to 1. */
  progress(fraction: number, message?: string): Promise<boolean>
  checkInterrupt(): Promise<'pause' | 'cancel' | null>
  warn(message: string): void
  error(message: string): void
  log(message: string): void
  bytes(count: number | bigint): void
  items(count: number | bigint): void
  /** Rejects with an `Error` that has a `code` when the platform says no. */
  spawn(jobType: string, params: unknown): Promise<{ job_id: string }>
}

/** The port of the sandbox this code runs in. Throws a TypeError anywhere else. */
export function sandboxPort(): HostPort {
  const { grantry } = globalThis as { grantry?: HostPort }
  if (grantry?.abi === 1) return grantry
  throw new TypeError('There is no Grantry sandbox here. To try a handler without one, use @grantry/sdk/testing')
}
