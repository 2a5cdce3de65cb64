import { Injectable, Logger } from '@nestjs/common'
import type { DomainError } from '../../kernel/domain-error.ts'
import { Entitlements, type Use } from './entitlements.service.ts'
import { messageOf, wayOutOf } from './entitlement-message.ts'
import { purchasesErrors } from './purchases.errors.ts'
import { type Reservation, Usage } from './usage.service.ts'

export interface Admission {
  /** What is counted of it; null when nothing is. */
  of: 'calls' | 'fuel' | null
  /** Fuel that it may burn at most; lower than what was asked for when a cap is near. */
  fuel: bigint
  /** Says how it ended; what failed costs nothing. */
  end(outcome: 'answered' | 'failed', fuel: bigint): Promise<void>
  /** What to say when it came to the end of the fuel that the cap has left; null when that was not the cap's doing. */
  capReached(): DomainError | null
}

/** Lets a use of an extension begin: a call of an operation, or a run of a job. */
@Injectable()
export class PaidUse {
  private readonly logger = new Logger('usage')

  constructor(
    private readonly entitlements: Entitlements,
    private readonly usage: Usage,
  ) {}

  /**
   * @param key names the use: the same one counts once
   * @throws DomainError 402 with the reason as its code
   */
  async admit(use: Use, by: { userId: string; key: string; fuel: bigint }): Promise<Admission> {
    const { fuel, key, userId } = by
    const purchase = await this.entitlements.require(use, userId)
    const full = () => capReached(use)
    const reserved =
      purchase === null ? null : await this.usage.reserve(purchase, { workspaceId: use.workspaceId, key, fuel, full })
    if (reserved === null) return { of: null, fuel, end: async () => undefined, capReached: () => null }
    const isCapped = reserved.of === 'fuel' && reserved.quantity < fuel
    return {
      of: reserved.of,
      fuel: isCapped ? reserved.quantity : fuel,
      end: (outcome, used) => this.settle(reserved, outcome, used),
      capReached: () => (isCapped ? full() : null),
    }
  }

  /** What was done is done: a use that cannot be settled now is given up later, and costs nothing. */
  private async settle(reserved: Reservation, outcome: 'answered' | 'failed', fuel: bigint): Promise<void> {
    try {
      await this.usage.settle(reserved, { outcome, fuel })
    } catch (error) {
      this.logger.warn({ msg: 'a use could not be settled', eventId: reserved.eventId, err: error })
    }
  }
}

function capReached({ extension, workspaceId }: Use): DomainError {
  const reason = 'usage_cap_reached'
  const message = messageOf({ state: 'closed', reason, until: null, purchase: null }, extension)
  const wayOut = wayOutOf(reason, extension, workspaceId)
  return purchasesErrors.closed(reason, message, { extension, workspaceId, wayOut })
}
