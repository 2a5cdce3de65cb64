import { setImmediate as nextTurn } from 'node:timers/promises'
import { CallScope, type CallPort } from '../call/call-scope.ts'
import { DEFAULT_LIMITS } from '../limits.ts'
import type { PreparedGuest } from './abi.ts'
import { warmUpModule } from './core/warm-up-module.ts'
import type { BootedEngine } from './js/booted-engine.ts'
import { warmUpBundle } from './js/warm-up-bundle.ts'

/** After so many rounds the compilers have seen most of what guests make an engine, and our own code, do. */
const ROUNDS = 12
const INPUT = JSON.stringify({
  people: Array.from({ length: 8 }, (_, born) => ({ name: `Ada & ${born}`, born, tags: ['a', 'b'] })),
})

/**
 * Makes the code that guests need fast before the first one comes. Code is compiled function by function when it is first
 * run, and again, better, once it has run for a while; a guest that is opened by fresh code waits five times as long. A
 * bundle and a module of ours are opened and called in instances that are dropped, one round a turn of the event
 * loop, as long as `mayGoOn` says so. Nothing of it can be noticed but the time: fuel does not depend on how code was
 * compiled. At last an instance of the engine is brought up for the next bundle.
 */
export async function warmUp(engine: BootedEngine, mayGoOn: () => boolean): Promise<void> {
  for (let round = 0; round < ROUNDS && mayGoOn(); round += 1) {
    await callOnce(warmUpBundle(engine), 'default')
    await callOnce(warmUpModule(round), 'echo')
    await nextTurn()
  }
  engine.bringUpSpare()
}

/** Where the host calls and log lines of code go that belongs to nobody. */
const NOBODY: CallPort = { hostCall: async () => 'null', log: () => {}, loaded: () => {}, sliceEnded: async () => {} }

async function callOnce(guest: PreparedGuest, exportName: string): Promise<void> {
  const scope = new CallScope(DEFAULT_LIMITS, NOBODY)
  try {
    const instance = await guest.open(scope)
    instance.meter.refill(DEFAULT_LIMITS.fuel)
    await instance.call(exportName, INPUT, scope)
  } finally {
    scope.close()
  }
}
