import { setTimeout as delay } from 'node:timers/promises'
import { Injectable, Logger } from '@nestjs/common'
import { Clock } from '../../kernel/clock.ts'
import { Database } from '../../platform/database/index.ts'
import { AuditService } from '../audit/index.ts'
import { accounts, Ledger } from '../ledger/index.ts'
import { ProviderLook } from './provider-look.service.ts'
import { type Finding, type ReconciliationRow, ReconciliationsRepository } from './reconciliations.repository.ts'

/** Rounds come every hour; a little less, because no two of them are exactly one apart. */
const EVERY_MS = 50 * 60_000
const FULL_EVERY_MS = 86_400_000
/** What is told may be older than it is heard: looks overlap by this much. */
const OVERLAP_MS = 2 * 3_600_000
/** Something may be on its way between the two while they are compared: looked at again before it counts. */
const ATTEMPTS = 3
const PAUSE_MS = 500

interface Comparison {
  compared: number
  findings: Finding[]
}

/**
 * Compares the ledger with what the provider has, every hour and when an admin asks. First everything that was missed is taken
 * over: once a day all of the last month is looked at, otherwise what was told since the last look. What differs then is drift: a
 * row, a warning in the log and a metric say so until a later comparison is clean.
 */
@Injectable()
export class Reconciliations {
  private readonly logger = new Logger('reconciliation')

  constructor(
    private readonly repository: ReconciliationsRepository,
    private readonly look: ProviderLook,
    private readonly ledger: Ledger,
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** What has to be done every hour, whichever server does it. */
  async runWhenDue(): Promise<void> {
    await this.database.exclusively('reconciliation', async () => {
      const last = await this.repository.newest()
      if (last === null || this.clock.now().getTime() - last.startedAt.getTime() >= EVERY_MS) await this.run(null)
    })
  }

  /** @param userId the admin who asked; null: the server itself */
  async run(userId: string | null): Promise<ReconciliationRow> {
    const startedAt = this.clock.now()
    const since = await this.startOfLook(startedAt)
    const id = await this.repository.begin({ requestedById: userId, startedAt, since })
    if (userId !== null) await this.record(userId, id)
    try {
      const { compared, findings } = await this.compareUntilStill(since)
      const state = findings.length === 0 ? 'clean' : 'drift'
      if (state === 'drift') this.alarm(findings)
      return await this.repository.end(id, { state, compared, failure: null, findings }, this.clock.now())
    } catch (error) {
      this.logger.error({ msg: 'the ledger could not be compared with the provider', err: error })
      const failure = error instanceof Error ? error.message : String(error)
      return this.repository.end(id, { state: 'failed', compared: 0, failure, findings: [] }, this.clock.now())
    }
  }

  private async record(userId: string, id: string): Promise<void> {
    await this.database.transaction((tx) =>
      this.audit.append(tx, { actorId: userId, action: 'reconciliation.begun', subject: `reconciliation:${id}` }),
    )
  }

  private alarm(findings: readonly Finding[]): void {
    for (const { kind, subject, currency, ledgerMinor, providerMinor, detail } of findings)
      this.logger.error({
        msg: 'the ledger and the payment provider differ',
        kind,
        subject,
        currency,
        ledgerMinor: ledgerMinor === null ? null : String(ledgerMinor),
        providerMinor: providerMinor === null ? null : String(providerMinor),
        detail,
      })
  }

  /** Null when it is time to look at everything. */
  private async startOfLook(now: Date): Promise<Date | null> {
    const [full, last] = [await this.repository.lastLook('full'), await this.repository.lastLook('any')]
    if (full === null || last === null || now.getTime() - full.getTime() >= FULL_EVERY_MS) return null
    return new Date(last.getTime() - OVERLAP_MS)
  }

  private async compareUntilStill(since: Date | null): Promise<Comparison> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.look.catchUp(since)
        const comparison = await this.compare()
        if (comparison.findings.length === 0 || attempt === ATTEMPTS) return comparison
      } catch (error) {
        if (attempt === ATTEMPTS) throw error
        this.logger.warn({ msg: 'the comparison with the provider is begun again', err: error })
      }
      await delay(PAUSE_MS)
    }
  }

  private async compare(): Promise<Comparison> {
    const connected = await this.repository.connected()
    const provider = new Map([[accounts.providerBalance.code, await this.look.balanceOf(null)]])
    for (const { publisherId, providerAccountId } of connected)
      provider.set(accounts.connected(publisherId).code, await this.look.balanceOf(providerAccountId))
    const earned = new Map<string, Map<string, bigint>>()
    for (const { publisherId, currency, amountMinor } of await this.repository.earned()) {
      const { code } = accounts.earnings(publisherId)
      earned.set(code, (earned.get(code) ?? new Map<string, bigint>()).set(currency, -amountMinor))
    }
    const parts = await Promise.all([
      this.compareAccounts('balance', provider, 'The provider has another balance than the ledger'),
      this.compareAccounts('earnings', earned, 'The lines of earnings add up to something else than the ledger'),
    ])
    const unanswered = await this.unanswered()
    return {
      compared: parts.reduce((sum, part) => sum + part.compared, 0),
      findings: [...parts.flatMap((part) => part.findings), ...unanswered],
    }
  }

  private async compareAccounts(
    kind: 'balance' | 'earnings',
    expected: ReadonlyMap<string, ReadonlyMap<string, bigint>>,
    detail: string,
  ): Promise<Comparison> {
    const rows = await this.ledger.balances()
    const findings: Finding[] = []
    let compared = 0
    for (const [code, sums] of expected) {
      const booked = new Map(
        rows.filter((row) => row.accountCode === code).map((row) => [row.currency, row.amountMinor]),
      )
      for (const currency of new Set([...sums.keys(), ...booked.keys()])) {
        compared += 1
        const ledgerMinor = booked.get(currency) ?? 0n
        const providerMinor = sums.get(currency) ?? 0n
        if (ledgerMinor !== providerMinor)
          findings.push({ kind, subject: code, currency, ledgerMinor, providerMinor, detail })
      }
    }
    return { compared, findings }
  }

  private async unanswered(): Promise<Finding[]> {
    const count = await this.repository.unansweredCalls()
    if (count === 0) return []
    const detail = `${count} calls of the provider have no answer yet; what they did is not booked`
    return [
      { kind: 'unanswered', subject: 'provider_calls', currency: null, ledgerMinor: null, providerMinor: null, detail },
    ]
  }
}
