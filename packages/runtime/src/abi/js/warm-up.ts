import { setImmediate as nextTurn } from 'node:timers/promises'
import { CallScope, type CallPort } from '../../call/call-scope.ts'
import { digestOf } from '../../compile/digest.ts'
import { DEFAULT_LIMITS } from '../../limits.ts'
import type { BootedEngine } from './booted-engine.ts'
import { prepareJs } from './js-guest.ts'
import bundle from './warm-up.js?raw'

/** After so many rounds the compiler has seen most of what a bundle makes an engine do. */
const ROUNDS = 12
const EXPORT = 'default'
const INPUT = JSON.stringify({
  people: Array.from({ length: 8 }, (_, born) => ({ name: `Ada & ${born}`, born, tags: ['a', 'b'] })),
})

/**
 * Makes the engine's code fast before the first guest comes. WebAssembly is compiled function by function when it is
 * first run, and again, better, once it has run for a while; a bundle that is evaluated by fresh code waits five times as
 * long. A bundle of ours is evaluated and called in instances that are dropped, one round a turn of the event loop, as
 * long as `mayGoOn` says so. Nothing of it can be noticed but the time: fuel does not depend on how code was compiled.
 */
export async function warmUp(engine: BootedEngine, mayGoOn: () => boolean): Promise<void> {
  for (let round = 0; round < ROUNDS && mayGoOn(); round += 1) {
    await evaluateOnce(engine)
    await nextTurn()
  }
}

/** Where the host calls and log lines of code go that makes none. */
const NOBODY: CallPort = { hostCall: async () => 'null', log: () => {}, loaded: () => {}, sliceEnded: async () => {} }

async function evaluateOnce(engine: BootedEngine): Promise<void> {
  const code = Buffer.from(bundle)
  const operations = [{ type: 'query' as const, name: EXPORT, export: EXPORT, spellings: [EXPORT] }]
  const guest = prepareJs(
    {
      abi: 'js',
      digest: digestOf(code),
      workspace: '',
      limits: DEFAULT_LIMITS,
      supply: 'whole',
      instances: 'shared',
      operations,
      jobs: [],
    },
    code,
    engine,
  )
  const scope = new CallScope(DEFAULT_LIMITS, NOBODY)
  try {
    const instance = await guest.open(scope)
    instance.meter.refill(DEFAULT_LIMITS.fuel)
    await instance.call(EXPORT, INPUT, scope)
  } finally {
    scope.close()
  }
}
