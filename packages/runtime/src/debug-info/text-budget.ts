import { NotUnderstood } from './line-header.ts'

/** Paths of all units together: those of programs of many megabytes. */
const MAX_BYTES = 16 << 20
/** What a text takes beside its characters. */
const BYTES_OF_ANY = 16

/**
 * How much text is read of a module's tables of files. Entries of four bytes may all name the same long text: the size
 * of the sections bounds their number only.
 */
export class TextBudget {
  #left = MAX_BYTES

  get isSpent(): boolean {
    return this.#left < 0
  }

  /** @throws NotUnderstood when it has been too much */
  spend(text: string): string {
    this.#left -= text.length + BYTES_OF_ANY
    if (this.isSpent) throw new NotUnderstood('too much text')
    return text
  }
}
