import { Injectable } from '@nestjs/common'
import type { CloseAccount } from '@grantry/contract'
import type { Tx } from '../../platform/database/index.ts'

/** What the person has chosen to become of what would be in the way otherwise. */
export type ClosingChoices = Pick<CloseAccount, 'subscriptions'>

/** What another domain has to do with people's accounts. The domains above register theirs; none of them is known here. */
export interface AccountTie {
  /** The name of its part in an export. */
  name: string
  /** Why the account cannot be closed yet: sentences that say what to do. None: it can. */
  findReasons(tx: Tx, userId: string, choices: ClosingChoices): Promise<string[]>
  /** What is kept of the person, as JSON. */
  exportOf(userId: string): Promise<unknown>
  /** Lets the person go, in the transaction that closes the account. */
  release(tx: Tx, userId: string): Promise<void>
}

@Injectable()
export class AccountTies {
  private readonly ties: AccountTie[] = []

  /** Called by modules while they start. */
  register(tie: AccountTie): void {
    this.ties.push(tie)
  }

  async findReasons(tx: Tx, userId: string, choices: ClosingChoices): Promise<string[]> {
    const reasons: string[] = []
    for (const tie of this.ties) reasons.push(...(await tie.findReasons(tx, userId, choices)))
    return reasons
  }

  async exportOf(userId: string): Promise<Record<string, unknown>> {
    return Object.fromEntries(
      await Promise.all(this.ties.map(async (tie) => [tie.name, await tie.exportOf(userId)] as const)),
    )
  }

  async release(tx: Tx, userId: string): Promise<void> {
    for (const tie of this.ties) await tie.release(tx, userId)
  }
}
