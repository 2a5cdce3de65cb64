import type { CallScope } from '../../call/call-scope.ts'
import type { Meter } from '../../call/meter.ts'
import type { GuestMemory } from '../guest-memory.ts'
import type { Registrations } from './registrations.ts'

/**
 * Where an instance is in its life:
 * - `starting`: its start function runs. - `loading`: `plugin_init` runs. - `running`: an operation runs.
 * - `allocating`: the host is inside `wasm_alloc` or `wasm_free`. - `unloading`: `plugin_cleanup` runs.
 * - `idle`: no code of it runs.
 */
export type Phase = 'starting' | 'loading' | 'idle' | 'running' | 'allocating' | 'unloading'

/** What stays the same for the life of an instance. */
interface Parts {
  readonly memory: GuestMemory
  readonly meter: Meter
  readonly registrations: Registrations
  readonly workspace: string
  /** Copies a reply into the guest's memory as `[u32 length][bytes]` and gives its address. */
  readonly place: (reply: string | Uint8Array) => number
}

/** What the imports of one instance work on. One for all of its calls: a guest may log a thousand lines in one of them. */
export class CoreContext implements Parts {
  readonly memory: GuestMemory
  readonly meter: Meter
  readonly registrations: Registrations
  readonly workspace: string
  readonly place: Parts['place']
  phase: Phase = 'idle'
  /** Of the call that runs, or of the last one; null before the first. */
  entered: CallScope | null = null

  constructor({ memory, meter, registrations, workspace, place }: Parts) {
    this.memory = memory
    this.meter = meter
    this.registrations = registrations
    this.workspace = workspace
    this.place = place
  }

  /** Of the call that runs. */
  get scope(): CallScope {
    if (this.entered === null) throw new Error('a guest called out before it was entered')
    return this.entered
  }
}
