/** Bytes in one page of WebAssembly memory. */
export const PAGE_BYTES = 65_536

/**
 * What one guest may use. All limits are enforced, each at its own place, and running into one of them ends the call
 * with a {@link GuestFault} that names it; nobody else's call notices.
 */
export interface Limits {
  /** Units of metered work for one call (about one per executed instruction). */
  readonly fuel: bigint
  /** Units of metered work to bring one instance up: start function and `plugin_init`, or evaluating the bundle. */
  readonly loadFuel: bigint
  /** Pages of 64 KiB that one instance's memory may reach. */
  readonly memoryPages: number
  /** Elements that each table of one instance may reach. */
  readonly tableElements: number
  /** Wall-clock milliseconds from the moment a call enters the sandbox until its answer. */
  readonly deadlineMs: number
  /** Calls of one install that run at the same time, each in an instance of its own. */
  readonly concurrentCalls: number
  /** Calls of one install that may wait for a free place; one more is refused with `too_many_calls`. */
  readonly waitingCalls: number
  /** Bytes of the JSON handed to an operation. */
  readonly inputBytes: number
  /** Bytes of the JSON an operation answers. */
  readonly outputBytes: number
  /** Host calls one call may make. */
  readonly hostCalls: number
  /** Bytes of the payload and of the reply of one host call. */
  readonly hostCallBytes: number
  /** Bytes one call may log, as {@link loggedBytes} counts; what comes after is dropped, with one warning in its place. */
  readonly logBytes: number
}

export const DEFAULT_LIMITS: Limits = Object.freeze({
  fuel: 1_000_000_000n,
  loadFuel: 1_000_000_000n,
  memoryPages: 256,
  tableElements: 10_000,
  deadlineMs: 5_000,
  concurrentCalls: 10,
  waitingCalls: 100,
  inputBytes: 1 << 20,
  outputBytes: 4 << 20,
  hostCalls: 10_000,
  hostCallBytes: 4 << 20,
  logBytes: 64 << 10,
})

/**
 * What a host call costs the guest in fuel, over and above its own instructions. A host call takes the host some
 * microseconds, which are some thousand instructions, and every byte is copied, decoded and parsed: the prices keep a
 * flood of host calls inside the same budget as a loop.
 */
export const PRICES = Object.freeze({
  /** `spacedrive_call` and `grantry.call`, for the call itself. */
  hostCall: 10_000n,
  /** A log line, for the line itself. */
  log: 2_000n,
  /** Any other import: the job functions, the clock, random numbers. */
  other: 500n,
  /** The functions of a job that let the event loop turn: progress, and the check for interrupts. */
  turn: 2_000n,
  /** A checkpoint, which is a transaction of the host's database. */
  checkpoint: 100_000n,
  /** For each byte that crosses, in either direction. */
  byte: 4n,
})

/** What a log line counts: its UTF-8 and 64 bytes for the line itself, so that empty lines have an end as well. */
export const loggedBytes = (message: string): number => Buffer.byteLength(message) + 64

/** Fuel for `plugin_cleanup`: an unload must not take longer than a heartbeat. */
export const CLEANUP_FUEL = 10_000_000n

const MEBIBYTE = 1 << 20

/** The most fuel that a limit, or a slice of it, may be. */
export const MAX_FUEL = 1_000_000_000_000_000n

/** The most that any limit may be: beyond it the sandbox processes themselves would have no room. */
const CEILINGS: { readonly [L in keyof Limits]: Limits[L] } = {
  fuel: MAX_FUEL,
  loadFuel: MAX_FUEL,
  memoryPages: 4_096,
  tableElements: 100_000,
  deadlineMs: 3_600_000,
  concurrentCalls: 1_000,
  waitingCalls: 100_000,
  inputBytes: 16 * MEBIBYTE,
  outputBytes: 16 * MEBIBYTE,
  hostCalls: 10_000_000,
  hostCallBytes: 16 * MEBIBYTE,
  logBytes: 16 * MEBIBYTE,
}

/**
 * The limits, when each is a whole number from 1 to its ceiling: a bigint where it is fuel, a number elsewhere. They are
 * looked at one by one, as that happens with each call and a loop over their names takes several times as long.
 * @throws RangeError
 */
export function requireLimits(limits: Limits): Limits {
  requireFuel('fuel', limits.fuel, CEILINGS.fuel)
  requireFuel('loadFuel', limits.loadFuel, CEILINGS.loadFuel)
  requireCount('memoryPages', limits.memoryPages, CEILINGS.memoryPages)
  requireCount('tableElements', limits.tableElements, CEILINGS.tableElements)
  requireCount('deadlineMs', limits.deadlineMs, CEILINGS.deadlineMs)
  requireCount('concurrentCalls', limits.concurrentCalls, CEILINGS.concurrentCalls)
  requireCount('waitingCalls', limits.waitingCalls, CEILINGS.waitingCalls)
  requireCount('inputBytes', limits.inputBytes, CEILINGS.inputBytes)
  requireCount('outputBytes', limits.outputBytes, CEILINGS.outputBytes)
  requireCount('hostCalls', limits.hostCalls, CEILINGS.hostCalls)
  requireCount('hostCallBytes', limits.hostCallBytes, CEILINGS.hostCallBytes)
  requireCount('logBytes', limits.logBytes, CEILINGS.logBytes)
  return limits
}

function requireFuel(name: keyof Limits, value: bigint, ceiling: bigint): void {
  const isFuel = typeof value === 'bigint' && value >= 1n && value <= ceiling
  if (!isFuel) throw new RangeError(`The limit ${name} is ${String(value)} and must be a bigint from 1n to ${ceiling}n`)
}

function requireCount(name: keyof Limits, value: number, ceiling: number): void {
  const isCount = Number.isInteger(value) && value >= 1 && value <= ceiling
  if (!isCount)
    throw new RangeError(`The limit ${name} is ${String(value)} and must be a whole number from 1 to ${ceiling}`)
}
