import { Injectable } from '@nestjs/common'
import { Database, type Tx } from '../../platform/database/index.ts'

/** A person who buys for a workspace. */
export interface Buyer {
  workspaceId: string
  userId: string
}

@Injectable()
export class CustomersRepository {
  constructor(private readonly database: Database) {}

  async findProviderId(buyer: Buyer): Promise<string | null> {
    const row = await this.database.client.customer.findUnique({ where: { workspaceId_userId: buyer } })
    return row?.providerCustomerId ?? null
  }

  /** With the person, under the lock of the row; made when it is not there. */
  async lock(tx: Tx, buyer: Buyer) {
    await tx.customer.createMany({ data: [buyer], skipDuplicates: true })
    await tx.$executeRaw`
      SELECT 1 FROM customers WHERE workspace_id = ${buyer.workspaceId}::uuid AND user_id = ${buyer.userId}::uuid FOR UPDATE`
    return tx.customer.findUniqueOrThrow({ where: { workspaceId_userId: buyer }, include: { user: true } })
  }

  async setCall(tx: Tx, buyer: Buyer, callId: string): Promise<void> {
    await tx.customer.update({ where: { workspaceId_userId: buyer }, data: { callId } })
  }

  async setProviderId(tx: Tx, callId: string, providerCustomerId: string): Promise<void> {
    await tx.customer.updateMany({ where: { callId }, data: { providerCustomerId } })
  }

  /** It was refused: whoever asks next asks anew. */
  async forgetCall(tx: Tx, callId: string): Promise<void> {
    await tx.customer.updateMany({ where: { callId }, data: { callId: null } })
  }
}
