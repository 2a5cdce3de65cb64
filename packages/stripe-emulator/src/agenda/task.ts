/** What happens by itself once its time has come; `task-handlers.ts` says how. */
export const TASK_NAMES = [
  'checkout.expire',
  'dispute.open',
  'invoice.retry',
  'payout.automatic',
  'payout.settle',
  'refund.fail',
  'refund.succeed',
  'subscription.cancel',
  'subscription.collect',
  'subscription.expire',
  'subscription.renew',
  'subscription.trial_will_end',
  'test_clock.finish',
] as const

export type TaskName = (typeof TASK_NAMES)[number]

/** A thing to do. Its id names it, so that planning it again moves it. */
export interface Task {
  readonly id: string
  readonly name: TaskName
  /** The object it is about. */
  readonly subject: string
  /** Seconds since 1970, by the test clock if there is one, else by the emulator's clock. */
  readonly at: number
  readonly test_clock: string | null
}
