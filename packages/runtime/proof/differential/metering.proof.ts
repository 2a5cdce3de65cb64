import { describe, expect, it } from 'vitest'
import { inspect, InspectionRefused } from '../../src/index.ts'
import { countOf, PATIENCE_MS, printFigures, randomFrom, replayWith, SEED } from '../sizes.ts'
import { ModuleGenerator } from './generated-modules.ts'
import { observe, type Behaviour } from './subject.ts'
import { withStateExported } from './with-state-exported.ts'

const MODULES = countOf({ test: 100, proof: 2_000 })

describe('a generated module', () => {
  it(
    'does the same with and without a meter and in slices, and takes the same fuel each time',
    { timeout: PATIENCE_MS },
    async () => {
      using generator = new ModuleGenerator()
      const seen = { steps: 0, traps: 0, fuel: 0n, refused: 0, ranOutOfStack: 0, ranOutOfFuel: 0 }
      for (let number = 0; number < MODULES; number += 1) {
        const seed = (SEED + number) >>> 0
        const message = `module ${number}: ${replayWith(seed)} PROOF_SCALE=0.0005`
        const generated = await generator.next(randomFrom(seed))
        if (!isAccepted(generated)) {
          seen.refused += 1 // wasm-opt cannot be told to leave typed function references out
          continue
        }
        const bytes = withStateExported(generated)
        const metered = observe(bytes, 'metered')
        const plain = metered.ranOutOfFuel ? null : observe(bytes, 'unmetered')
        if (metered.ranOutOfFuel) seen.ranOutOfFuel += 1
        if (metered.ranOutOfStack || plain?.ranOutOfStack) seen.ranOutOfStack += 1
        else {
          expect(observe(bytes, 'metered'), message).toEqual(metered)
          if (plain !== null) expect({ ...metered, fuel: [] }, message).toEqual(plain)
          expect(withoutTraps(observe(bytes, 'in slices')), message).toEqual(withoutTraps(metered))
        }
        seen.steps += metered.steps.length
        seen.traps += metered.steps.filter(({ outcome }) => outcome.includes('Error: ')).length
        seen.fuel += metered.fuel.reduce((sum, fuel) => sum + fuel, 0n)
      }
      printFigures(
        `${MODULES} modules from ${replayWith()}: ${seen.steps} steps, ${seen.traps} of them trapped, ${seen.fuel} fuel; ` +
          `${seen.refused} refused, ${seen.ranOutOfFuel} never ended and ${seen.ranOutOfStack} ran out of stack: those were not compared`,
      )
      expect(seen.steps).toBeGreaterThan(MODULES)
      expect(seen.refused + seen.ranOutOfFuel + seen.ranOutOfStack).toBeLessThan(MODULES / 10)
    },
  )
})

/** What a trap leaves in the counter is not to be relied on, be it caught or not: where slices end there is more in it. */
const withoutTraps = ({ steps, fuel, ...rest }: Behaviour) => ({
  ...rest,
  steps,
  fuel: fuel.map((units, index) => (hasTrapped(steps[index]!) ? null : units)),
})

const hasTrapped = ({ outcome, caught }: Behaviour['steps'][number]) => caught > 0 || outcome.includes('Error: ')

function isAccepted(bytes: Uint8Array): boolean {
  try {
    inspect(bytes)
    return true
  } catch (error) {
    if (!(error instanceof InspectionRefused)) throw error
    return false
  }
}
