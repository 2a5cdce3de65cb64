import { describe, expect, it } from 'vitest'
import { modelAllows, randomSituation } from '../../fixtures/gate-model.ts'
import { coreGuest } from '../../fixtures/guests.ts'
import { useRuntime } from '../../fixtures/test-runtime.ts'
import {
  authorize,
  commonRights,
  effectiveRights,
  type AccessRequest,
  type Grant,
  type RightsSources,
} from '../../src/index.ts'
import { countOf, printFigures, randomFrom, replayWith, SEED } from '../sizes.ts'

const SITUATIONS = countOf({ test: 20_000, proof: 1_000_000 })
const RACES = countOf({ test: 3, proof: 100 })
const CALLS_AT_ONCE = 10

describe('the gate and its model', () => {
  it('agree on every random manifest, review, grant and call', () => {
    const random = randomFrom(SEED)
    const seen = { allowed: 0, denied: 0 }
    for (let round = 0; round < SITUATIONS; round += 1) {
      const { sources, request } = randomSituation(random)
      const { allowed } = authorize(effectiveRights(sources), request)
      if (allowed !== modelAllows(sources, request))
        expect.fail(`${replayWith()}, round ${round}: ${JSON.stringify({ sources, request, allowed })}`)
      seen[allowed ? 'allowed' : 'denied'] += 1
    }
    expect(seen.allowed).toBeGreaterThan(SITUATIONS / 20)
    expect(seen.denied).toBeGreaterThan(SITUATIONS / 20)
    printFigures(`${SITUATIONS} situations from ${replayWith()}: ${seen.allowed} allowed, ${seen.denied} denied`)
  })

  it('agree on what guests have in common, each with its own manifest, review and grants', () => {
    const random = randomFrom(SEED)
    const seen = { allowed: 0, denied: 0 }
    for (let round = 0; round < SITUATIONS; round += 1) {
      const { chain, request } = randomChain(random)
      const { allowed } = authorize(commonRights(chain.map(effectiveRights)), request)
      if (allowed !== chain.every((sources) => modelAllows(sources, request)))
        expect.fail(`${replayWith()}, round ${round}: ${JSON.stringify({ chain, request, allowed })}`)
      seen[allowed ? 'allowed' : 'denied'] += 1
    }
    expect(seen.allowed).toBeGreaterThan(SITUATIONS / 100)
    printFigures(`${SITUATIONS} chains from ${replayWith()}: ${seen.allowed} allowed, ${seen.denied} denied`)
  })
})

/** One to four guests of which one at least has something to do with the request. */
function randomChain(random: () => number): { chain: RightsSources[]; request: AccessRequest } {
  const { sources, request } = randomSituation(random)
  const others = Array.from({ length: Math.floor(random() * 4) }, () => {
    const other = randomSituation(random).sources
    // Mostly with some of the first one's rights, so that they have something in common.
    return random() < 0.3
      ? other
      : { ...sources, grants: random() < 0.5 ? sources.grants : [...sources.grants, ...other.grants] }
  })
  return { chain: [sources, ...others], request }
}

const NOW = new Date('2026-11-21T12:00:00Z')
const FILES = { id: 'entries.read' as const, scope: { paths: ['/receipts/**'] } }
const GRANT: Grant = { ...FILES, effect: 'allow', expiresAt: null }

describe('a revoke', () => {
  const running = useRuntime({ poolSize: 2 })
  const guest = coreGuest('conformance', ['flood'])

  it('counts for every host call that comes after it, of every call under way', async () => {
    const random = randomFrom(SEED)
    for (let race = 0; race < RACES; race += 1) await runRace(100 + Math.floor(random() * 400))
    printFigures(`${RACES} races of ${CALLS_AT_ONCE} calls from ${replayWith()}`)
  })

  /** Guests that call the host all the time; the grant is withdrawn while they do, at the `revokeAt`th host call. */
  async function runRace(revokeAt: number): Promise<void> {
    const sources: RightsSources = {
      extension: 'demo',
      requested: [FILES],
      reviewed: [FILES],
      grants: [GRANT],
      now: NOW,
    }
    const seen = { hostCalls: 0, allowedAfter: 0, deniedBefore: 0, deniedAfter: 0 }
    let live: readonly Grant[] = sources.grants
    running().host.onCall = () => {
      seen.hostCalls += 1
      if (seen.hostCalls === revokeAt) live = []
      const rights = effectiveRights({ ...sources, grants: live })
      const { allowed } = authorize(rights, { permission: 'entries.read', target: { path: '/receipts/a' } })
      if (live.length > 0 && !allowed) seen.deniedBefore += 1
      if (live.length === 0) seen[allowed ? 'allowedAfter' : 'deniedAfter'] += 1
    }
    const limits = { hostCalls: 100, fuel: 10n ** 12n, concurrentCalls: CALLS_AT_ONCE }
    const calls = Array.from({ length: CALLS_AT_ONCE }, (_, lane) =>
      running().call(guest, 'flood', {}, { workspace: `w${lane % 2}`, limits }),
    )
    for (const end of await Promise.allSettled(calls))
      expect(end).toMatchObject({ status: 'rejected', reason: { code: 'host_call_limit' } })
    expect(seen).toEqual({
      hostCalls: CALLS_AT_ONCE * limits.hostCalls,
      allowedAfter: 0,
      deniedBefore: 0,
      deniedAfter: CALLS_AT_ONCE * limits.hostCalls - revokeAt + 1,
    })
  }
})
