import type { CallScope } from '../../call/call-scope.ts'
import { InstanceState } from '../../call/instance-state.ts'
import { Meter } from '../../call/meter.ts'
import { offerFuel } from '../../call/more-fuel.ts'
import type { CompiledModule } from '../../compile/compile-module.ts'
import { GuestFault } from '../../faults.ts'
import { METER } from '../../instrument/meter-names.ts'
import { CLEANUP_FUEL, PRICES } from '../../limits.ts'
import { link } from '../../link/link.ts'
import type { GuestDescription } from '../../guest-description.ts'
import { jobEndOf, type GuestInstance, type JobEnd, type JobInput } from '../abi.ts'
import { GuestMemory } from '../guest-memory.ts'
import { IMPORT_MODULE } from './allow-list.ts'
import { CoreContext, type Phase } from './core-context.ts'
import { coreImports, SUSPENDING } from './imports.ts'
import { Registrations } from './registrations.ts'

/** A live `core` module: JSON goes in and out by pointer and length, through the guest's own allocator. */
export class CoreInstance implements GuestInstance {
  readonly meter: Meter
  readonly #exports: WebAssembly.Exports
  readonly #memory: GuestMemory
  readonly #registrations: Registrations
  readonly #context: CoreContext
  readonly #info: CompiledModule['info']
  readonly #suspendable = new Map<string, (...values: number[]) => Promise<number>>()
  #beginning: InstanceState | null = null

  constructor({ module, info }: CompiledModule, description: GuestDescription) {
    const offered = new Map<string, Function>(Object.entries(coreImports(() => this.#context)))
    for (const name of SUSPENDING)
      offered.set(name, new WebAssembly.Suspending(offered.get(name)!) as unknown as Function)
    const imports = link(info.imports, new Map([[IMPORT_MODULE, offered]]))
    this.#exports = new WebAssembly.Instance(module, imports).exports
    this.#memory = new GuestMemory(this.#exports.memory as WebAssembly.Memory)
    this.meter = new Meter(this.#exports)
    this.#registrations = new Registrations(description)
    this.#context = new CoreContext({
      memory: this.#memory,
      meter: this.meter,
      registrations: this.#registrations,
      workspace: description.workspace,
      place: (reply) => this.#placeReply(reply),
    })
    offerFuel(this.#exports, { grant: () => this.#grantFuel(), wait: () => this.#context.scope.slices!.wait() })
    this.#info = info
  }

  /** Runs the start function, which instantiation left to us so that it runs on fuel, and `plugin_init`. */
  async load(scope: CallScope): Promise<void> {
    this.#context.entered = scope
    this.meter.refill(scope.limits.loadFuel)
    if (METER.start in this.#exports) this.#during('starting', () => this.#function(METER.start)())
    const status = this.#leave(await this.#enter('loading', 'plugin_init'))
    this.#registrations.close()
    const { failure } = this.#registrations
    if (failure !== null) throw new GuestFault('load_failed', failure)
    if (status !== 0) throw new GuestFault('load_failed', `plugin_init returned ${status}`)
  }

  async call(exportName: string, input: string, scope: CallScope): Promise<string> {
    this.#context.entered = scope
    const bytes = Buffer.from(input, 'utf8')
    const pointer = this.#place(bytes, 'the input')
    const reply = this.#leave(await this.#enter('running', exportName, pointer, bytes.length))
    const { output, length } = this.#readReply(reply, scope.limits.outputBytes)
    this.#free(reply, length)
    this.#free(pointer, bytes.length)
    return output
  }

  async run(exportName: string, { context, state }: JobInput, scope: CallScope): Promise<JobEnd> {
    this.#context.entered = scope
    const input = [Buffer.from(context, 'utf8'), state ?? new Uint8Array()] as const
    const [contextAt, stateAt] = [this.#place(input[0], 'the context'), this.#place(input[1], 'the state')]
    const places = [contextAt, input[0].length, stateAt, input[1].length]
    const code = this.#leave(await this.#enter('running', exportName, ...places))
    this.#free(stateAt, input[1].length)
    this.#free(contextAt, input[0].length)
    return jobEndOf(code | 0)
  }

  /** Remembers the instance as it is now for {@link rewind}. */
  keepBeginning(): void {
    this.#beginning = InstanceState.capture(this.#exports, this.#info)
  }

  get restingPages(): number {
    return this.meter.pages + (this.#beginning?.pages ?? 0)
  }

  rewind(): 'rewound' | 'unfit' {
    return this.#beginning?.restore() === 'restored' ? 'rewound' : 'unfit'
  }

  async cleanup(scope: CallScope): Promise<void> {
    if (!('plugin_cleanup' in this.#exports)) return
    this.#context.entered = scope
    this.meter.refill(CLEANUP_FUEL)
    this.#leave(await this.#enter('unloading', 'plugin_cleanup'))
  }

  /** Inside of an allocation there are frames of ours on the stack, and nothing can be held up. */
  #grantFuel(): 'go on' | 'wait' {
    const slices = this.#context.entered?.slices ?? null
    if (slices === null) return 'go on'
    if (this.#context.phase === 'running') return slices.grant()
    slices.passOn()
    return 'go on'
  }

  #during<T>(phase: Phase, work: () => T): T {
    const before = this.#context.phase
    this.#context.phase = phase
    try {
      return work()
    } finally {
      this.#context.phase = before
    }
  }

  /** Calls an export that may be suspended by a host call. When it has returned, {@link #leave} takes what it gives. */
  #enter(phase: Phase, exportName: string, ...values: number[]): Promise<number> {
    this.#context.phase = phase
    return this.#suspendableFunction(exportName)(...values)
  }

  /** The i32 that an export gives, as unsigned. */
  #leave(result: number): number {
    this.#context.phase = 'idle'
    return result >>> 0
  }

  /** `[u32 length][bytes]`, the form of every reply. */
  #placeReply(reply: string | Uint8Array): number {
    const bytes = typeof reply === 'string' ? Buffer.from(reply, 'utf8') : reply
    const framed = Buffer.allocUnsafe(4 + bytes.length)
    framed.writeUInt32LE(bytes.length)
    framed.set(bytes, 4)
    return this.#place(framed, 'a reply')
  }

  #place(bytes: Uint8Array, what: string): number {
    this.meter.charge(PRICES.byte * BigInt(bytes.length))
    const pointer: number = this.#during('allocating', () => this.#function('wasm_alloc')(bytes.length)) >>> 0
    if (pointer === 0 && bytes.length > 0)
      throw this.meter.fault(
        this.meter.deniedGrowth ? 'memory_exceeded' : 'guest_trap',
        `wasm_alloc gave no room for ${what}`,
      )
    this.#memory.write(pointer, bytes, `the room wasm_alloc gave for ${what}`)
    return pointer
  }

  #free(pointer: number, length: number): void {
    this.#during('allocating', () => this.#function('wasm_free')(pointer, length))
  }

  #readReply(pointer: number, maxBytes: number): { output: string; length: number } {
    if (pointer === 0) throw new GuestFault('invalid_output', 'the operation returned no answer')
    const length = this.#memory.u32(pointer, 'the answer', 'invalid_output')
    if (length > maxBytes) throw new GuestFault('output_too_large', `${length} bytes, and ${maxBytes} are allowed`)
    this.meter.charge(PRICES.byte * BigInt(length))
    const output = this.#memory.text(pointer + 4, length, 'the answer', 'invalid_output')
    return { output, length: 4 + length }
  }

  #suspendableFunction(name: string): (...values: number[]) => Promise<number> {
    const known = this.#suspendable.get(name)
    if (known !== undefined) return known
    const wrapped = WebAssembly.promising(this.#function(name)) as (...values: number[]) => Promise<number>
    this.#suspendable.set(name, wrapped)
    return wrapped
  }

  #function(name: string): (...values: number[]) => number {
    return this.#exports[name] as unknown as (...values: number[]) => number
  }
}
