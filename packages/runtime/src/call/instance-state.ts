import { rewindableGlobals } from '../instrument/rewindable.ts'
import { PAGE_BYTES } from '../limits.ts'
import { METER } from '../instrument/meter-names.ts'
import type { ModuleOutline } from '../rewriting/module-outline.ts'

type Counter = WebAssembly.Global<number | bigint>

/** Everything that a guest can change in its instance, as it was at one moment, and the way back to it. */
export class InstanceState {
  readonly #memory: WebAssembly.Memory
  readonly #contents: Uint8Array
  readonly #globals: readonly { readonly global: Counter; readonly value: number | bigint }[]

  /** Null when the module has state that cannot be put back. */
  static capture(exports: WebAssembly.Exports, info: ModuleOutline): InstanceState | null {
    const globals = rewindableGlobals(info)
    return globals === null ? null : new InstanceState(exports, globals)
  }

  private constructor(exports: WebAssembly.Exports, globals: readonly number[]) {
    this.#memory = exports.memory as WebAssembly.Memory
    this.#contents = new Uint8Array(this.#memory.buffer).slice()
    this.#globals = globals.map((index) => {
      const global = exports[`${METER.globalPrefix}${index}`] as Counter
      return { global, value: global.value }
    })
  }

  /** Of 64 KiB, which it takes beside the instance. */
  get pages(): number {
    return this.#contents.length / PAGE_BYTES
  }

  /** A memory cannot shrink: an instance that has grown since is `outgrown`, and has not been touched. */
  restore(): 'restored' | 'outgrown' {
    if (this.#memory.buffer.byteLength !== this.#contents.length) return 'outgrown'
    new Uint8Array(this.#memory.buffer).set(this.#contents)
    for (const { global, value } of this.#globals) global.value = value
    return 'restored'
  }
}
