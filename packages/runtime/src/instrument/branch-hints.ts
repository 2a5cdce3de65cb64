import { ByteWriter } from './byte-writer.ts'

const SECTION_NAME = 'metadata.code.branch_hint'
const UNLIKELY = [1, 0]

/**
 * Where the checks of a module are, for the engine, which may then move what happens when fuel has ended out of the way
 * of everything else: without a hint it keeps registers free for a call that is hardly ever made.
 */
export class BranchHints {
  readonly #written = new ByteWriter()
  #functions = 0
  #offsets: number[] = []

  /** There is an `if` at this offset of the body that is written, and it is hardly ever entered. */
  add(offset: number): void {
    this.#offsets.push(offset)
  }

  /** The body of a function has been written; those before it in the module have been as well. */
  endBody(functionIndex: number): void {
    if (this.#offsets.length > 0) this.#write(functionIndex)
    this.#offsets = []
  }

  /** The contents of the custom section, its name in front. */
  contents(): readonly Uint8Array[] {
    const head = new ByteWriter(64)
    head.name(SECTION_NAME)
    head.u32(this.#functions)
    return [head.view(), this.#written.view()]
  }

  #write(functionIndex: number): void {
    this.#functions += 1
    this.#written.u32(functionIndex)
    this.#written.u32(this.#offsets.length)
    for (const offset of this.#offsets) {
      this.#written.u32(offset)
      this.#written.bytes(UNLIKELY)
    }
  }
}
