import { Injectable, type OnModuleInit } from '@nestjs/common'
import type { Tx } from '../../platform/database/index.ts'
import { type AccountTie, AccountTies } from '../accounts/index.ts'
import { PublishersRepository } from './publishers.repository.ts'

/** Nobody leaves what people have installed without somebody who answers for it. */
@Injectable()
export class PublishersTie implements AccountTie, OnModuleInit {
  readonly name = 'publishers'

  constructor(
    private readonly repository: PublishersRepository,
    private readonly ties: AccountTies,
  ) {}

  onModuleInit(): void {
    this.ties.register(this)
  }

  async findReasons(tx: Tx, userId: string): Promise<string[]> {
    const publishers = await this.repository.listSolelyOwned(tx, userId)
    return publishers
      .filter(({ members, extensions }) => members > 1 || extensions > 0)
      .map(({ name }) => `Make somebody else an owner of the publisher “${name}”.`)
  }

  async exportOf(userId: string): Promise<unknown> {
    const memberships = await this.repository.listOf(userId)
    return memberships.map(({ publisher, role }) => ({ slug: publisher.slug, name: publisher.name, role }))
  }

  release(tx: Tx, userId: string): Promise<void> {
    return this.repository.removeMemberEverywhere(tx, userId)
  }
}
