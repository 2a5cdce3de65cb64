import {
  createRuntime,
  DEFAULT_LIMITS,
  type CallRequest,
  type GuestSource,
  type HostPort,
  type Limits,
  type Runtime,
} from '../src/index.ts'

const HOST: HostPort = { call: async () => 'null', log: () => {} }

/** A process of the warm pool gets ready in this time; so does the one in the place of one that was taken. */
export const POOL_IS_READY_MS = 1_500

/** Calls before a block that do not count: how both sides wait for each other follows what came before. */
export const SETTLING = 100

/** A runtime with real sandboxes, for as long as some work takes. */
export async function withRuntime<T>(work: (runtime: Runtime) => Promise<T>): Promise<T> {
  const runtime = createRuntime({ dataDir: '/nonexistent', host: HOST })
  try {
    return await work(runtime)
  } finally {
    await runtime.close()
  }
}

export function requestOf(
  guest: GuestSource,
  exportName: string,
  {
    input = 'null',
    limits = {},
    ...place
  }: { input?: string; limits?: Partial<Limits>; workspace?: string; install?: string } = {},
): CallRequest {
  return {
    workspace: 'bench',
    install: guest.digest.slice(7, 23),
    ...place,
    guest,
    limits: { ...DEFAULT_LIMITS, ...limits },
    export: exportName,
    input,
    context: null,
  }
}

/** Microseconds of each of some calls, one after the other. */
export async function timeCalls(call: () => Promise<unknown>, calls: number): Promise<number[]> {
  const times: number[] = []
  for (let done = 0; done < calls; done += 1) {
    const start = performance.now()
    await call()
    times.push((performance.now() - start) * 1_000)
  }
  return times
}

/** Calls in a second when so many are under way at once. */
export async function callsPerSecond(call: () => Promise<unknown>, calls: number, inFlight: number): Promise<number> {
  let left = calls
  const start = performance.now()
  const worker = async () => {
    while (left-- > 0) await call()
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  return calls / ((performance.now() - start) / 1_000)
}
