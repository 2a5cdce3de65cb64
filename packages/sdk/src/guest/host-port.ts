export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** What the sandbox offers to a guest of the ABI `js`, as its frozen global `grantry`. */
export interface HostPort {
  /** Version of the guest contract. */
  readonly abi: 1
  /** Calls an operation by its wire name. Rejects with an `Error` that has a `code` when the platform says no. */
  call(method: string, payload: unknown): Promise<unknown>
  log(level: LogLevel, message: string): void
}

/** The port of the sandbox this code runs in. Throws a TypeError anywhere else. */
export function sandboxPort(): HostPort {
  const { grantry } = globalThis as { grantry?: HostPort }
  if (grantry?.abi === 1) return grantry
  throw new TypeError('There is no Grantry sandbox here. To try a handler without one, use @grantry/sdk/testing')
}
