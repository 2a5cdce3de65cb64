import type { CallRequest, CallResult, Slicing } from '../../call-result.ts'
import type { Due } from '../../deadlines.ts'
import { HostCaller } from './host-caller.ts'
import type { Account } from './lending.ts'

/** A call that its sandbox lost before it began: it may be given to another sandbox. */
export class NeverEntered extends Error {
  override readonly name = 'NeverEntered'
}

/**
 * Something a sandbox has been asked to do, from the frame that asked until the frame that answers. Its caller may have
 * been answered before that (`abandoned`); the number stays known until the sandbox answers as well.
 */
export class Task extends HostCaller<'call' | 'unload'> implements Due {
  readonly number: number
  dueAt = 0
  duePlace: number | null = null
  readonly install: string
  /** The number of its guest; an install may have several. */
  readonly guest: number
  readonly outcome = Promise.withResolvers<CallResult>()
  /** On the clock of `performance.now()`. */
  readonly startedAt: number
  /** Null when it has its fuel as a whole, as every unload does. */
  readonly slicing: Slicing | null
  slicesEnded = 0
  /** When the last of them ended. */
  fuelUsed = 0n
  /** It is held up behind a slice. */
  isResting = false
  /** What the sandbox says it took to bring up the instance. */
  loadMs: number
  /** Its code has had the thread. */
  entered = false
  /** Its deadline has passed, and the sandbox has not said so. */
  isOverdue = false

  constructor(
    number: number,
    kind: 'call' | 'unload',
    { context, install, slice }: Pick<CallRequest, 'context' | 'install' | 'slice'>,
    { guest, account, limits, since }: TaskBounds,
  ) {
    super(kind, context, limits, account)
    this.number = number
    this.install = install
    this.guest = guest
    this.slicing = (kind === 'call' ? slice : null) ?? null
    this.startedAt = since
    this.loadMs = performance.now() - since
  }

  /** Notes that it has had the thread: its time runs from the first time on, and is not over before that. */
  begin(): void {
    if (!this.entered) this.isOverdue = false
    this.entered = true
    this.account.start()
  }
}

export interface TaskBounds {
  /** The number of the guest that it is for. */
  readonly guest: number
  readonly account: Account
  /** Of this call: at most those of its request. */
  readonly limits: CallRequest['limits']
  /** When the way to the sandbox began, on the clock of `performance.now()`: loading begins there. */
  readonly since: number
}
