import { Injectable, Logger } from '@nestjs/common'
import { Clock } from '../../kernel/clock.ts'
import { Database, type Tx } from '../../platform/database/index.ts'
import { Queue } from '../../platform/queue/index.ts'
import { billingErrors } from './billing.errors.ts'
import { type ProviderCallRow, ProviderCallsRepository } from './provider-calls.repository.ts'
import { type CallAnswer, type CallKind, type CallParams, OPERATIONS } from './provider-operations.ts'
import { type ProviderFailure, type Stripe, StripeClient } from './stripe.client.ts'

export interface DecidedCall<K extends CallKind> {
  kind: K
  /** What it is for, such as `refund:<id>`. */
  subject: string
  params: CallParams<K>
}

/** What a room does with what the provider answered; in the transaction that records it, once. */
export interface CallHandler<K extends CallKind> {
  onAnswer(tx: Tx, call: ProviderCallRow, answer: CallAnswer<K>): Promise<void>
  /** The provider said no, or there was no answer for so long that a person has to look. */
  onRefusal?(tx: Tx, call: ProviderCallRow, failure: { code: string; message: string }): Promise<void>
}

type Outcome = { answer: { id?: string } } | { failure: ProviderFailure }

const FIRST_DELAY_MS = 1_000
const LONGEST_DELAY_MS = 10 * 60_000
/** The provider keeps a key for 24 hours: asked again later, it could do again what it has done. */
const KEY_LIFE_MS = 23 * 3_600_000

/**
 * What the provider is asked to do. A call is decided in the transaction that needs it, which keeps its idempotency key; it
 * is made after the commit, again and again under that key until there is an answer, by whoever is there to do so.
 */
@Injectable()
export class ProviderCalls {
  private readonly logger = new Logger('billing')
  private readonly handlers = new Map<string, CallHandler<never>>()

  constructor(
    private readonly repository: ProviderCallsRepository,
    private readonly stripe: StripeClient,
    private readonly database: Database,
    private readonly queue: Queue,
    private readonly clock: Clock,
  ) {}

  /** Called by modules while they start. A kind of call has one handler at most. */
  on<K extends CallKind>(kind: K, handler: CallHandler<K>): void {
    if (this.handlers.has(kind)) throw new Error(`${kind} has a handler already`)
    this.handlers.set(kind, handler)
  }

  /**
   * Answers the id of the call, which is its key. It is made soon after the commit; `perform` makes it at once. The same that
   * was refused before is no trouble any more: whoever asked for it asks again.
   */
  async decide<K extends CallKind>(tx: Tx, { kind, subject, params }: DecidedCall<K>): Promise<string> {
    await this.repository.markRetried(tx, { kind, subjects: [subject] }, this.clock.now())
    const callId = await this.repository.insert(tx, { kind, subject, params, createdAt: this.clock.now() })
    await this.queue.publish(tx, 'provider.call', { callId })
    return callId
  }

  /** The newest call of its kind for a subject that was answered, or is still to be. */
  findFirm(tx: Tx, kind: CallKind, subject: string): Promise<string | null> {
    return this.repository.findFirm(tx, kind, subject)
  }

  /** The oldest call of its kind for a subject that has no answer yet. */
  findWaiting(kind: CallKind, subject: string, tx?: Tx): Promise<string | null> {
    return this.repository.findWaiting(kind, subject, tx)
  }

  /**
   * Makes a call, unless it has its answer already, or is so old that it may have been made under a key that is forgotten.
   * Answers what is known of it then.
   */
  async perform(id: string): Promise<ProviderCallRow> {
    const call = await this.repository.get(id)
    if (call.state !== 'decided') return call
    const outcome = this.isTooOld(call) ? { failure: tooLate(call) } : await this.make(call)
    return this.database.transaction((tx) => this.record(tx, id, outcome))
  }

  /**
   * For somebody who waits: makes a call and answers what the provider did.
   *
   * @throws DomainError `payment_provider_refused`, or `payment_provider_unavailable` when it is still to be answered
   */
  async answerOf<K extends CallKind>(_kind: K, id: string): Promise<CallAnswer<K>> {
    const call = await this.perform(id)
    if (call.state === 'answered') return call.answer as CallAnswer<K>
    if (call.state === 'refused') throw billingErrors.providerRefused(call.errorCode ?? '', call.errorMessage ?? '')
    throw billingErrors.providerAway(call.errorMessage)
  }

  /** Decides a call in a transaction of its own and waits for the answer. */
  async ask<K extends CallKind>(call: DecidedCall<K>): Promise<CallAnswer<K>> {
    const id = await this.database.transaction((tx) => this.decide(tx, call))
    return this.answerOf(call.kind, id)
  }

  /** Calls that came to nothing, and those that are tried again, newest first. */
  troubles(after: string | null, limit: number): Promise<ProviderCallRow[]> {
    return this.repository.troubles(after, limit)
  }

  /** One that came to nothing, and that nobody has tried again. */
  async findTrouble(id: string): Promise<ProviderCallRow | null> {
    const call = await this.repository.find(id)
    return call !== null && isTrouble(call) ? call : null
  }

  /**
   * Ends a trouble, so that what it was for can be asked under another key. Of one that was given up without an answer somebody
   * has to have found out that the provider has not done it: from here on it counts as refused. False when it was ended before.
   */
  async endTrouble(tx: Tx, id: string): Promise<boolean> {
    const call = await this.repository.lock(tx, id)
    if (!isTrouble(call)) return false
    const row = await this.repository.update(tx, id, { state: 'refused', retriedAt: this.clock.now() })
    if (call.state === 'refused') return true
    const failure = { code: call.errorCode ?? 'no_answer', message: call.errorMessage ?? 'There was no answer.' }
    await this.handlers.get(call.kind)?.onRefusal?.(tx, row, failure)
    return true
  }

  /** Ends troubles with what was refused, because something else has been decided in its place. */
  async endTroublesOf(tx: Tx, subjects: readonly string[]): Promise<void> {
    await this.repository.markRetried(tx, { subjects }, this.clock.now())
  }

  private async make({ id, kind, params }: ProviderCallRow): Promise<Outcome> {
    const operation = OPERATIONS[kind as CallKind] as (
      api: Stripe,
      params: unknown,
      options: Stripe.RequestOptions,
    ) => Promise<{ id?: string }>
    try {
      return { answer: await operation(this.stripe.api, params, { idempotencyKey: id }) }
    } catch (error) {
      const failure = this.stripe.failureOf(error)
      if (failure === null) throw error
      return { failure }
    }
  }

  /** Whoever comes first records; the key sees to it that others were answered the same. */
  private async record(tx: Tx, id: string, outcome: Outcome): Promise<ProviderCallRow> {
    const call = await this.repository.lock(tx, id)
    if (call.state !== 'decided') return call
    const attempts = call.attempts + 1
    if ('answer' in outcome) return this.recordAnswer(tx, { ...call, attempts }, outcome.answer)
    const { failure } = outcome
    if (failure.kind === 'final') return this.giveUp(tx, { ...call, attempts }, 'refused', failure)
    if (this.isTooOld(call)) return this.giveUp(tx, { ...call, attempts }, 'unresolved', failure)
    return this.tryLater(tx, { ...call, attempts }, failure)
  }

  private isTooOld({ createdAt }: ProviderCallRow): boolean {
    return this.clock.now().getTime() - createdAt.getTime() > KEY_LIFE_MS
  }

  private async recordAnswer(tx: Tx, call: ProviderCallRow, answer: { id?: string }): Promise<ProviderCallRow> {
    const plain: unknown = JSON.parse(JSON.stringify(answer))
    const row = await this.repository.update(tx, call.id, {
      state: 'answered',
      attempts: call.attempts,
      objectId: answer.id ?? null,
      answer: plain,
      errorCode: null,
      errorMessage: null,
      endedAt: this.clock.now(),
    })
    await this.handlers.get(call.kind)?.onAnswer(tx, row, plain as never)
    return row
  }

  private async giveUp(
    tx: Tx,
    call: ProviderCallRow,
    state: 'refused' | 'unresolved',
    { code, message }: ProviderFailure,
  ): Promise<ProviderCallRow> {
    this.logger.warn({
      msg: `${call.kind} was ${state}`,
      callId: call.id,
      subject: call.subject,
      code,
      detail: message,
    })
    const row = await this.repository.update(tx, call.id, {
      state,
      attempts: call.attempts,
      errorCode: code,
      errorMessage: message,
      endedAt: this.clock.now(),
    })
    await this.handlers.get(call.kind)?.onRefusal?.(tx, row, { code, message })
    return row
  }

  private async tryLater(tx: Tx, call: ProviderCallRow, failure: ProviderFailure): Promise<ProviderCallRow> {
    const delayMs = Math.min(FIRST_DELAY_MS * 2 ** (call.attempts - 1), LONGEST_DELAY_MS)
    const nextAttemptAt = new Date(this.clock.now().getTime() + delayMs)
    await this.queue.publish(tx, 'provider.call', { callId: call.id }, { after: nextAttemptAt })
    return this.repository.update(tx, call.id, {
      attempts: call.attempts,
      nextAttemptAt,
      errorCode: failure.code,
      errorMessage: failure.message,
    })
  }
}

const isTrouble = ({ state, retriedAt }: ProviderCallRow): boolean =>
  (state === 'refused' || state === 'unresolved') && retriedAt === null

const tooLate = ({ errorCode, errorMessage }: ProviderCallRow): ProviderFailure => ({
  kind: 'passing',
  code: errorCode ?? 'no_answer',
  message: errorMessage ?? 'The payment provider was not asked in time, or has not answered.',
})
