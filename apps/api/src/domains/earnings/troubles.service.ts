import { Injectable } from '@nestjs/common'
import type { BillingTrouble, Page, PageQuery } from '@grantry/contract'
import { z } from 'zod'
import { decodeCursor, toPage } from '../../kernel/paging.ts'
import { Database } from '../../platform/database/index.ts'
import { AuditService } from '../audit/index.ts'
import { type ProviderCallRow, ProviderCalls } from '../billing/index.ts'
import { earningsErrors } from './earnings.errors.ts'
import { Movements } from './movements.service.ts'
import { Payouts } from './payouts.service.ts'
import { ProviderLook } from './provider-look.service.ts'
import { Refunds } from './refunds.service.ts'

const cursorSchema = z.tuple([z.uuid()])

/** What is done again about a call that came to nothing, by its kind; `subject` is the id of what it was for. */
type Again = (adminId: string, subject: string) => Promise<void>

/** What the provider did not do: calls that it refused, that had no answer, and that are tried again. */
@Injectable()
export class Troubles {
  constructor(
    private readonly calls: ProviderCalls,
    private readonly look: ProviderLook,
    private readonly movements: Movements,
    private readonly refunds: Refunds,
    private readonly payouts: Payouts,
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  async list({ cursor, limit }: PageQuery): Promise<Page<BillingTrouble>> {
    const after = decodeCursor(cursorSchema, cursor)?.[0] ?? null
    const rows = await this.calls.troubles(after, limit + 1)
    return toPage(
      rows,
      limit,
      (row) => ({ ...toTrouble(row), retryable: row.state !== 'decided' && this.againOf(row) !== null }),
      ({ id }) => [id],
    )
  }

  /**
   * Of a call that was given up without an answer it is found out first whether the provider has done it: then that is taken
   * over, and nothing is done again.
   *
   * @throws DomainError `not_found`, `trouble_not_retryable`, `payment_provider_unavailable`
   */
  async retry(adminId: string, id: string): Promise<void> {
    const call = await this.calls.findTrouble(id)
    if (call === null) throw earningsErrors.troubleNotFound()
    const again = this.againOf(call)
    if (again === null) throw earningsErrors.notRetryable(call.kind)
    if (call.state === 'unresolved') await this.look.atCall(call)
    const isEnded = await this.database.transaction(async (tx) => {
      if (!(await this.calls.endTrouble(tx, id))) return false
      const { kind, subject } = call
      await this.audit.append(tx, {
        actorId: adminId,
        action: 'provider_call.retried',
        subject: `provider_call:${id}`,
        data: { kind, subject },
      })
      return true
    })
    if (isEnded) await again(adminId, call.subject.slice(call.subject.indexOf(':') + 1))
  }

  private againOf({ kind }: ProviderCallRow): Again | null {
    const again: Readonly<Record<string, Again>> = {
      'transfer.create': (_admin, movementId) => this.movements.settleNow(movementId),
      'transfer.reverse': (_admin, movementId) => this.movements.settleNow(movementId),
      'refund.create': (adminId, refundId) => this.refunds.requestAgain(adminId, refundId),
      'payout.create': (adminId, payoutId) => this.payouts.payOutAgain(adminId, payoutId),
    }
    return again[kind] ?? null
  }
}

const toTrouble = (row: ProviderCallRow): Omit<BillingTrouble, 'retryable'> => ({
  id: row.id,
  kind: row.kind,
  subject: row.subject,
  state: row.state === 'refused' || row.state === 'unresolved' ? row.state : 'retrying',
  attempts: row.attempts,
  code: row.errorCode,
  message: row.errorMessage,
  since: row.createdAt.toISOString(),
})
