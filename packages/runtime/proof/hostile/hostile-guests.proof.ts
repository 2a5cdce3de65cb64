import { afterAll, describe, expect, it } from 'vitest'
import { coreGuest } from '../../fixtures/guests.ts'
import { useRuntime } from '../../fixtures/test-runtime.ts'
import { DEFAULT_LIMITS, GuestFault } from '../../src/index.ts'
import { isProof, printFigures } from '../sizes.ts'
import type { Attack } from './attack.ts'
import { FAMILIES, hostileGuest } from './families.ts'
import { Neighbour } from './neighbour.ts'

const ATTACKS: readonly Attack[] = Object.values(FAMILIES).flat()

/**
 * The proof runs every attack up to the fuel of an ordinary install; for a test the same code stops it sooner. Time is
 * plenty: no other limit may be taken for the clock's on a machine that is busy.
 */
const FUEL = isProof ? DEFAULT_LIMITS.fuel : 5_000_000n
const DEADLINE_MS = 60_000
const LIMITS = { ...DEFAULT_LIMITS, fuel: FUEL, loadFuel: FUEL, deadlineMs: DEADLINE_MS }

/** Calls of the neighbour that are always under way at once. */
const LANES = 4

describe('a hostile guest', () => {
  const running = useRuntime({ poolSize: 2 })
  const peaceful = coreGuest('conformance', ['echo'])
  const echo = (nonce: string) =>
    running().ask(peaceful, 'echo', nonce, { workspace: 'peaceful', limits: { deadlineMs: DEADLINE_MS } })
  /** For the message of a failure: why a sandbox was lost, if one was. */
  const lastIncident = () => JSON.stringify(running().incidents.at(-1))
  const during = new Neighbour(echo, LANES)
  const alone = new Neighbour(echo, LANES)

  it('is one of at least sixty, each with its own name', () => {
    expect(new Set(ATTACKS.map(({ name }) => name)).size).toBe(ATTACKS.length)
    expect(ATTACKS.length).toBeGreaterThanOrEqual(60)
  })

  it('has a neighbour that answers right when it is alone', async () => {
    await echo('the first, for which a sandbox is started')
    await alone.callUntil(new Promise((resolve) => setTimeout(resolve, isProof ? 5_000 : 50)))
    expect(alone.wrong, lastIncident()).toEqual([])
  })

  it.each(ATTACKS.map((attack) => [attack.name, attack.code, attack] as const))(
    '%s is stopped by %s',
    async (name, code, attack) => {
      const { detail = /.*/, limits = {}, losesSandbox } = attack
      const guest = hostileGuest(attack)
      const before = { lost: running().incidents.length, answers: during.answers }
      // Whoever loses one sandbox after the other is kept waiting: these attacks have a workspace each.
      const workspace = losesSandbox ? name : 'hostile'
      const startedAt = performance.now()
      const end = running()
        .call(guest, 'attack', {}, { workspace, limits: { ...LIMITS, ...limits } })
        .catch((fault: unknown) => fault)
        .finally(() => printFigures(`${name}: ${code} after ${(performance.now() - startedAt).toFixed(0)} ms`))
      await during.callUntil(end)
      const fault = await end
      expect(fault).toBeInstanceOf(GuestFault)
      expect(fault).toMatchObject({ code, detail: expect.stringMatching(detail) })
      expect(during.wrong, lastIncident()).toEqual([])
      expect(during.answers).toBeGreaterThan(before.answers)
      await expect.poll(() => running().incidents.length - before.lost).toBe(losesSandbox ? 1 : 0)
      expect(await running().ask(peaceful, 'echo', name, { workspace })).toBe(name)
      expect(running().runtime.stats()).toMatchObject({ activeCalls: 0, waitingCalls: 0 })
    },
  )

  afterAll(() => printFigures(`neighbour alone: ${alone.figures()}; beside the attacks: ${during.figures()}`))
})
