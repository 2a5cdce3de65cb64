import type { Numbered } from '../numbered.ts'
import type { Task } from './task.ts'

/** Who has the one thread of a sandbox, as far as its supervisor was told. */
export class Thread {
  readonly #tasks: Numbered<Task>
  /** The task that was announced last: it has the thread, or another one of its guest, see {@link mayHaveBegun}. */
  #announced: Task | null = null

  /** @param tasks Those that the sandbox has been given and has not answered. */
  constructor(tasks: Numbered<Task>) {
    this.#tasks = tasks
  }

  /** One that is held up behind a slice has no thread, whatever is said of it. */
  giveTo(task: Task): void {
    if (!task.isResting) this.#announced = task
  }

  takeFrom(task: Task): void {
    if (this.#announced === task) this.#announced = null
  }

  /** A burst of short calls of one guest is announced with its first: the others may have begun as well. */
  mayHaveBegun({ entered, guest }: Task): boolean {
    return entered || guest === this.#announced?.guest
  }

  /** Whether other tasks of its guest are under way. */
  hasOthersOf({ number, guest }: Task): boolean {
    return this.#tasks.all().some((other) => other.guest === guest && other.number !== number)
  }

  /** The task that was announced last, or the next one of its guest; null when neither is under way. */
  holder(): Task | null {
    const announced = this.#announced
    if (announced === null || this.#tasks.has(announced.number)) return announced
    return this.#tasks.all().find(({ guest, isResting }) => guest === announced.guest && !isResting) ?? null
  }
}
