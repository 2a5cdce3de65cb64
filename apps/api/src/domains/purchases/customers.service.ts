import { Injectable, type OnModuleInit } from '@nestjs/common'
import { Database, type Tx } from '../../platform/database/index.ts'
import { ProviderCalls } from '../billing/index.ts'
import { type Buyer, CustomersRepository } from './customers.repository.ts'
import { purchasesErrors } from './purchases.errors.ts'

/** The provider's customers: a person who buys for a workspace. */
@Injectable()
export class Customers implements OnModuleInit {
  constructor(
    private readonly repository: CustomersRepository,
    private readonly calls: ProviderCalls,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    this.calls.on('customer.create', {
      onAnswer: (tx, call, { id }) => this.repository.setProviderId(tx, call.id, id),
      onRefusal: (tx, call) => this.repository.forgetCall(tx, call.id),
    })
  }

  /** The provider's id; made when the person buys for the workspace for the first time. */
  async ensure(buyer: Buyer): Promise<string> {
    const known = await this.repository.findProviderId(buyer)
    if (known !== null) return known
    const callId = await this.database.transaction((tx) => this.decide(tx, buyer))
    return (await this.calls.answerOf('customer.create', callId)).id
  }

  /** @throws DomainError `nothing_bought` */
  async get(buyer: Buyer): Promise<string> {
    const known = await this.repository.findProviderId(buyer)
    if (known === null) throw purchasesErrors.nothingBought()
    return known
  }

  /** Two who ask at once ask under one key. */
  private async decide(tx: Tx, buyer: Buyer): Promise<string> {
    const { callId, user } = await this.repository.lock(tx, buyer)
    if (callId !== null) return callId
    const metadata = { grantry_workspace: buyer.workspaceId, grantry_user: buyer.userId }
    const fresh = await this.calls.decide(tx, {
      kind: 'customer.create',
      subject: `customer:${buyer.workspaceId}:${buyer.userId}`,
      params: { email: user.email, name: user.name, metadata },
    })
    await this.repository.setCall(tx, buyer, fresh)
    return fresh
  }
}
