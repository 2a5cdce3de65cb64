import { Injectable } from '@nestjs/common'
import type { Charge, ChargeDetail, Dispute, disputeQuerySchema, Page, Refund } from '@grantry/contract'
import { z } from 'zod'
import { decodeCursor, toPage } from '../../kernel/paging.ts'
import { ChargesRepository } from './charges.repository.ts'
import { DisputesRepository } from './disputes.repository.ts'
import { earningsErrors } from './earnings.errors.ts'
import { type RefundView, RefundsRepository } from './refunds.repository.ts'
import { type ShareReturn, toCharge, toDispute, toRefund } from './views.ts'

const position = z.tuple([z.iso.datetime(), z.uuid()])

/** Charges as publishers and admins see them. */
@Injectable()
export class ChargeViews {
  constructor(
    private readonly charges: ChargesRepository,
    private readonly refunds: RefundsRepository,
    private readonly disputes: DisputesRepository,
  ) {}

  async list(
    where: { publisherId?: string | undefined; extensionId?: string | undefined },
    { cursor, limit }: { cursor?: string | undefined; limit: number },
  ): Promise<Page<Charge>> {
    const at = decodeCursor(position, cursor)
    const after = at === null ? null : { capturedAt: new Date(at[0]), id: at[1] }
    const rows = await this.charges.page(where, after, limit + 1)
    return toPage(rows, limit, toCharge, ({ capturedAt, id }) => [capturedAt.toISOString(), id])
  }

  /** @param publisherId to whom it must belong; null for admins. @throws DomainError `not_found` */
  async get(id: string, publisherId: string | null): Promise<ChargeDetail> {
    const charge = await this.charges.find(id)
    if (charge === null || (publisherId !== null && charge.publisherId !== publisherId))
      throw earningsErrors.chargeNotFound()
    const [refunds, disputes] = await Promise.all([this.refunds.ofCharge(id), this.disputes.ofCharge(id)])
    return {
      ...toCharge(charge),
      refunds: await this.toRefunds(refunds, charge.currency),
      disputes: disputes.map(toDispute),
    }
  }

  /** Newest first; of one publisher, or of all. */
  async listDisputes(
    { state, cursor, limit }: z.infer<typeof disputeQuerySchema>,
    of: { publisherId?: string } = {},
  ): Promise<Page<Dispute>> {
    const after = decodeCursor(z.tuple([z.uuid()]), cursor)?.[0] ?? null
    const rows = await this.disputes.page({ state, ...of }, after, limit + 1)
    return toPage(rows, limit, toDispute, ({ id }) => [id])
  }

  private async toRefunds(refunds: readonly RefundView[], currency: string): Promise<Refund[]> {
    const movements = await this.refunds.movementsOf(refunds.map(({ id }) => `refund:${id}`))
    const byCause = Map.groupBy(movements, ({ cause }) => cause)
    return refunds.map((refund) =>
      toRefund(refund, currency, returnOf((byCause.get(`refund:${refund.id}`) ?? []).map(({ state }) => state))),
    )
  }
}

const RETURNS = { decided: 'waiting', succeeded: 'returned', refused: 'failed' } as const

/** As the newest attempt fares. */
function returnOf(states: readonly (keyof typeof RETURNS)[]): ShareReturn {
  const last = states.at(-1)
  return last === undefined ? 'none' : RETURNS[last]
}
