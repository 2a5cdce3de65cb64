import { Injectable } from '@nestjs/common'
import type { Tx } from '../../platform/database/index.ts'
import { type EventRow, ProviderObjectsRepository } from './provider-objects.repository.ts'
import { isObjectKind, type ObjectKind, type ProviderObject, ProviderObjects } from './provider-objects.service.ts'
import { type Stripe, StripeClient } from './stripe.client.ts'

/** Whose objects a handler takes over: the platform's own, or those of connected accounts. */
export type ObjectOwner = 'platform' | 'connected'

/** What a room does with the present state of an object. It may be told of the same state again, and in any order. */
export interface ObjectHandler<K extends ObjectKind, C = void> {
  /** Reads what else is needed, before the transaction. */
  prepare?(object: ProviderObject<K>): Promise<C>
  apply(tx: Tx, object: ProviderObject<K>, context: C, account: string | null): Promise<void>
}

type AnyHandler = ObjectHandler<ObjectKind, unknown>

/**
 * What the provider tells. An event says which object has changed, and no more: what counts is the object as it is when we
 * look, so that it makes no difference in what order events come, and how often.
 */
@Injectable()
export class ProviderEvents {
  private readonly handlers = new Map<string, AnyHandler[]>()

  constructor(
    private readonly objects: ProviderObjects,
    private readonly repository: ProviderObjectsRepository,
    private readonly stripe: StripeClient,
  ) {}

  /** Called by modules while they start. Handlers of one kind run in the order in which they were registered. */
  on<K extends ObjectKind, C>(kind: K, handler: ObjectHandler<K, C>, owner: ObjectOwner = 'platform'): void {
    const key = `${owner}:${kind}`
    this.handlers.set(key, [...(this.handlers.get(key) ?? []), handler])
  }

  /**
   * Takes one event in. When this resolves, it is recorded together with its effects.
   *
   * @throws DomainError `webhook_signature_invalid`, or whatever kept it from being recorded: the provider tells it again
   */
  async receive(payload: Buffer, signature: string): Promise<void> {
    const event = this.stripe.verify(payload, signature)
    const row = toRow(event)
    const ref = { kind: row.objectKind, id: row.objectId, account: row.accountId }
    if (!isObjectKind(ref.kind) || this.handlersOf(ref.kind, ref.account).length === 0)
      return this.repository.noteEvent(row)
    if (await this.repository.hasEvent(event.id)) return
    await this.takeOver(ref.kind, ref.id, ref.account, (tx) => this.repository.insertEvent(tx, row))
  }

  /** Looks at an object without having been told to. */
  async refresh(kind: ObjectKind, id: string, account: string | null = null): Promise<void> {
    await this.takeOver(kind, id, account, async () => true)
  }

  private async takeOver(
    kind: ObjectKind,
    id: string,
    account: string | null,
    isNew: (tx: Tx) => Promise<boolean>,
  ): Promise<void> {
    const handlers = this.handlersOf(kind, account)
    await this.objects.converge(
      { kind, id, account },
      (object) => Promise.all(handlers.map(async (handler) => handler.prepare?.(object))),
      async (tx, object, contexts) => {
        if (!(await isNew(tx)) || object === null) return
        for (const [index, handler] of handlers.entries()) await handler.apply(tx, object, contexts?.[index], account)
      },
    )
  }

  private handlersOf(kind: ObjectKind, account: string | null): readonly AnyHandler[] {
    return this.handlers.get(`${account === null ? 'platform' : 'connected'}:${kind}`) ?? []
  }
}

function toRow(event: Stripe.Event): EventRow {
  const object = event.data.object as { object: string; id?: string }
  return {
    provider: 'stripe',
    eventId: event.id,
    type: event.type,
    objectKind: object.object,
    objectId: object.id ?? '',
    accountId: event.account ?? null,
    happenedAt: new Date(event.created * 1000),
  }
}
