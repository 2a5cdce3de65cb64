import type { JobPort } from './host-port.ts'

/** The state of a run: where it comes from, and what has been saved of it. */
export class StateKeeper {
  /** What `run` gets and changes. It has been through JSON, whether it is new or was saved. */
  readonly state: unknown
  readonly #port: JobPort
  #saved: string | null
  #saving: Promise<unknown> = Promise.resolve()
  #isInterrupted = false

  constructor(port: JobPort, initial: () => unknown) {
    this.#port = port
    this.#saved = port.loadText()
    this.state = JSON.parse(this.#saved ?? JSON.stringify(initial()))
  }

  /** The run was told to stop. */
  get isInterrupted(): boolean {
    return this.#isInterrupted
  }

  /** Saves the state as it is when this is called, after those that are being saved. */
  save(): Promise<boolean> {
    const saving = this.#save(JSON.stringify(this.state))
    this.#saving = saving
    return saving
  }

  /** Saves what has changed since the last checkpoint. */
  async saveForInterrupt(): Promise<void> {
    this.#isInterrupted = true
    await this.#saving
    if (JSON.stringify(this.state) !== this.#saved) await this.save()
  }

  /** Waits for checkpoints that the author has not waited for. */
  async settle(): Promise<void> {
    await this.#saving
  }

  async #save(text: string): Promise<boolean> {
    const isSaved = await this.#port.checkpoint(text)
    if (isSaved) this.#saved = text
    return isSaved
  }
}
