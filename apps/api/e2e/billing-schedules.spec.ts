import { describe, expect, it } from 'vitest'
import { startBillingServer } from '../test/billing.ts'
import { dice } from '../test/dice.ts'
import { Shop } from '../test/sales.ts'
import { Schedule } from '../test/schedules.ts'

/** `npm run proof:billing` plays ten thousand. */
const SCHEDULES = Number(process.env['PROOF_SCHEDULES'] || 12)
/** Each on a server and an emulator of its own. */
const PER_SERVER = 500
const FIRST_SEED = Number(process.env['PROOF_SEED'] || 1)
const PATIENCE_MS = 3_600_000

const rounds = Array.from({ length: Math.ceil(SCHEDULES / PER_SERVER) }, (_, index) => ({
  first: FIRST_SEED + index * PER_SERVER,
  last: FIRST_SEED + Math.min((index + 1) * PER_SERVER, SCHEDULES) - 1,
}))

describe('whatever order events come in, how often, and what fails on the way', () => {
  it.each(rounds)(
    'the ledger ends in the state that the provider is in: seeds $first to $last',
    async ({ first, last }) => {
      const server = await startBillingServer()
      try {
        const shop = await Shop.open(server)
        await shop.onboard()
        for (let seed = first; seed <= last; seed++)
          expect(await new Schedule(server, shop, dice(seed)).play(), `seed ${seed}`).toEqual([])
        // Faults that nobody has met yet make the first ones fail.
        let answer = await server.admin.post('/v1/admin/billing/reconciliations')
        while (answer.body.state === 'failed') answer = await server.admin.post('/v1/admin/billing/reconciliations')
        expect(answer.body).toMatchObject({ state: 'clean', findings: [] })
      } finally {
        await server.close()
      }
    },
    PATIENCE_MS,
  )
})
