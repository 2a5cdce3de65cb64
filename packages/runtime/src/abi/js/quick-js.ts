import type { FuelSlices } from '../../call/fuel-slices.ts'
import { Meter } from '../../call/meter.ts'
import type { LinkableModule } from '../../compile/compile-module.ts'
import { GuestFault } from '../../faults.ts'
import { PRICES } from '../../limits.ts'
import { link } from '../../link/link.ts'
import { GuestMemory } from '../guest-memory.ts'
import { EngineCalls } from './engine-calls.ts'
import { engineImports, type Pointer } from './engine-imports.ts'

/** What the engine calls back for. */
export interface EngineHost {
  hostCall(name: string, values: Pointer[]): Pointer
  /** The slices of the fuel of what runs; null when it has its fuel as a whole. */
  slices(): FuelSlices | null
  /** Name of the module that `importer` means by a specifier; null when it may not import it. */
  resolveModule(importer: string, specifier: string): string | null
  /** Source of a module by its name; null when there is none. */
  moduleSource(name: string): string | null
}

/** A JavaScript exception that reached the host; `value` is what was thrown, still in the engine. */
export class EngineException extends Error {
  override readonly name = 'EngineException'
  readonly value: Pointer

  constructor(value: Pointer) {
    super('a JavaScript exception')
    this.value = value
  }
}

/** Everything an engine knows at one moment. It belongs to the compiled engine it was taken from. */
export interface EngineSnapshot {
  readonly memory: Uint8Array
  readonly stackPointer: number
  readonly scratch: Pointer
}

/** Of the engine's own stack of 1 MiB; beyond it JavaScript gets a RangeError that it can catch. */
const STACK_BYTES = 200 * 1024
const TYPE_MODULE = 1

/** A block that is always there: the first word for lengths, the rest for arguments. */
const SCRATCH_BYTES = 80
const ARGUMENTS_OFFSET = 16

/**
 * One JavaScript engine: `quickjs-wasi`'s exports with the types and the care they need. A value of the language is
 * known by its pointer; whoever gets one from here frees it.
 */
export class QuickJs {
  readonly meter: Meter
  readonly memory: GuestMemory
  readonly #exports: WebAssembly.Exports
  readonly #calls: EngineCalls
  #scratch: Pointer = 0

  /** Instantiates without running anything: {@link boot} or {@link restore} comes next, on fuel. */
  constructor({ module, info }: LinkableModule, host: EngineHost) {
    const context = () => ({
      memory: this.memory,
      meter: this.meter,
      hostCall: host.hostCall,
      resolveModule: (importer: string, specifier: string) => {
        const name = host.resolveModule(importer, specifier)
        return name === null ? 0 : this.#place(name).pointer
      },
      loadModule: (name: string) => {
        const source = host.moduleSource(name)
        return source === null ? null : this.#place(source)
      },
    })
    this.#exports = new WebAssembly.Instance(module, link(info.imports, engineImports(context))).exports
    this.memory = new GuestMemory(this.#exports.memory as WebAssembly.Memory)
    this.meter = new Meter(this.#exports)
    this.#calls = new EngineCalls(this.#exports, host.slices)
  }

  boot(): void {
    this.#do('_initialize')
    if (this.#do('qjs_init') !== 0) throw this.outOfMemory()
    this.#do('qjs_set_max_stack_size', STACK_BYTES)
    this.#scratch = this.#allocate(SCRATCH_BYTES)
  }

  snapshot(): EngineSnapshot {
    const { buffer } = this.#exports.memory as WebAssembly.Memory
    return { memory: new Uint8Array(buffer).slice(), stackPointer: this.#stackPointer.value, scratch: this.#scratch }
  }

  /** Brings an engine that was just instantiated to the state of a snapshot; pointers keep their meaning. */
  restore({ memory, stackPointer, scratch }: EngineSnapshot): void {
    const own = this.#exports.memory as WebAssembly.Memory
    own.grow((memory.length - own.buffer.byteLength) / 65_536)
    new Uint8Array(own.buffer).set(memory)
    this.#stackPointer.value = stackPointer
    this.#scratch = scratch
  }

  /** Lets modules import others, by `resolveModule` and `moduleSource`. Without it every import fails. */
  allowImports(): void {
    this.#do('qjs_set_module_loader', 1)
  }

  evaluateScript(source: string, filename: string): Pointer {
    return this.#evaluate(source, filename, 0)
  }

  /** Parses, links and begins to evaluate a module; gives the promise of its namespace. */
  evaluateModule(source: string, filename: string): Pointer {
    return this.#evaluate(source, filename, TYPE_MODULE)
  }

  call(callee: Pointer, values: readonly Pointer[]): Pointer {
    this.#placeArguments(values)
    const self = this.undefined()
    const result = this.#do('qjs_call', callee, self, values.length, this.#scratch + ARGUMENTS_OFFSET)
    this.free(self)
    return this.#checked(result)
  }

  /** The same as {@link call} where nothing else is under way in the engine: it is held up where slices of the fuel end. */
  async enter(callee: Pointer, values: readonly Pointer[]): Promise<Pointer> {
    this.#placeArguments(values)
    const self = this.undefined()
    const result = await this.#calls.enter('qjs_call', callee, self, values.length, this.#scratch + ARGUMENTS_OFFSET)
    this.free(self)
    return this.#checked(result)
  }

  /** Runs promise reactions until there are none. `onUncaught` gets what a bare microtask threw, and is waited for. */
  async runJobs(onUncaught: (thrown: Pointer) => Promise<void>): Promise<void> {
    while (this.#do('qjs_is_job_pending') !== 0) {
      const entered = this.#calls.enter('qjs_execute_pending_job')
      const status = typeof entered === 'number' ? entered : await entered
      if (status < 0) await onUncaught(this.#do('qjs_get_exception'))
    }
  }

  property(object: Pointer, name: string): Pointer {
    const { pointer } = this.#place(name)
    const value = this.#do('qjs_get_prop_string', object, pointer)
    this.#do('wasm_free', pointer)
    return this.#checked(value)
  }

  /** A function of the language that calls `EngineHost.hostCall` with this name. */
  hostFunction(name: string): Pointer {
    const { pointer, length } = this.#place(name)
    const value = this.#do('qjs_new_host_function', pointer, length, 0)
    this.#do('wasm_free', pointer)
    return value
  }

  newText(text: string): Pointer {
    const { pointer, length } = this.#place(text)
    const value = this.#do('qjs_new_string', pointer, length)
    this.#do('wasm_free', pointer)
    return value
  }

  /** A Uint8Array. */
  newBytes(bytes: Uint8Array): Pointer {
    this.meter.charge(PRICES.byte * BigInt(bytes.length))
    const pointer = this.#allocate(Math.max(1, bytes.length))
    this.memory.write(pointer, bytes, 'bytes')
    const value = this.#do('qjs_new_uint8_array', pointer, bytes.length)
    this.#do('wasm_free', pointer)
    return this.#checked(value)
  }

  newNumber(value: number): Pointer {
    return this.#do('qjs_new_number', value)
  }

  undefined(): Pointer {
    return this.#do('qjs_get_undefined')
  }

  null(): Pointer {
    return this.#do('qjs_get_null')
  }

  number(value: Pointer): number {
    return this.#do('qjs_get_float64', value)
  }

  /** A value as text, converted by the language's own rules; null when that is longer than `maxBytes` of UTF-8. */
  text(value: Pointer, maxBytes: number): string | null {
    return this.#withText(value, maxBytes, (pointer, length) => {
      if (length > maxBytes) return null
      const text = this.memory.excerpt(pointer, length, maxBytes, 'a text')
      // Half a pair of surrogates is three bytes in the engine, none of which is UTF-8, and three characters of three bytes here.
      return Buffer.byteLength(text) > maxBytes ? null : text
    })
  }

  /** The beginning of a value as text. */
  excerpt(value: Pointer, maxBytes: number): string {
    return this.#withText(value, maxBytes, (pointer, length) =>
      this.memory.excerpt(pointer, length, maxBytes, 'a text'),
    )
  }

  /** A copy of an ArrayBuffer, or a text as UTF-8. */
  bytes(value: Pointer): Uint8Array {
    if (this.#do('qjs_is_array_buffer', value) === 0)
      return this.#withText(value, Infinity, (pointer, length) => this.memory.copy(pointer, length, 'a text'))
    const pointer = this.#do('qjs_get_array_buffer', value, this.#scratch)
    const length = this.memory.u32(this.#scratch, 'the length of bytes', 'guest_trap')
    this.meter.charge(PRICES.byte * BigInt(length))
    return this.memory.copy(pointer, length, 'bytes')
  }

  free(value: Pointer): void {
    this.#do('qjs_free_value', value)
  }

  /** The fault of an allocation that failed. */
  outOfMemory(): GuestFault {
    return this.meter.fault('memory_exceeded')
  }

  #withText<T>(value: Pointer, maxBytes: number, use: (pointer: Pointer, length: number) => T): T {
    const pointer = this.#do('qjs_get_string_len', value, this.#scratch)
    if (pointer === 0) throw new EngineException(this.#do('qjs_get_exception'))
    const length = this.memory.u32(this.#scratch, 'the length of a text', 'guest_trap')
    this.meter.charge(PRICES.byte * BigInt(Math.min(length, maxBytes)))
    const result = use(pointer, length)
    this.#do('qjs_free_cstring', pointer)
    return result
  }

  get #stackPointer(): WebAssembly.Global<number> {
    return this.#exports.__stack_pointer as WebAssembly.Global<number>
  }

  #evaluate(source: string, filename: string, flags: number): Pointer {
    const code = this.#place(source)
    const name = this.#place(filename)
    const result = this.#do('qjs_eval', code.pointer, code.length, name.pointer, flags)
    this.#do('wasm_free', code.pointer)
    this.#do('wasm_free', name.pointer)
    return this.#checked(result)
  }

  #checked(result: Pointer): Pointer {
    if (result === 0) throw this.outOfMemory()
    if (this.#do('qjs_is_exception', result) === 0) return result
    this.free(result)
    throw new EngineException(this.#do('qjs_get_exception'))
  }

  /** UTF-8 with a NUL behind it, in a block that the caller frees. */
  #place(text: string): { pointer: Pointer; length: number } {
    const bytes = Buffer.from(`${text}\0`, 'utf8')
    this.meter.charge(PRICES.byte * BigInt(bytes.length))
    const pointer = this.#allocate(bytes.length)
    this.memory.write(pointer, bytes, 'a text')
    return { pointer, length: bytes.length - 1 }
  }

  #allocate(bytes: number): Pointer {
    const pointer = this.#do('wasm_malloc', bytes)
    if (pointer === 0) throw this.outOfMemory()
    return pointer
  }

  #placeArguments(values: readonly Pointer[]): void {
    const list = new Uint32Array(values)
    this.memory.write(this.#scratch + ARGUMENTS_OFFSET, new Uint8Array(list.buffer), 'arguments')
  }

  #do(name: string, ...values: number[]): number {
    return this.#calls.do(name, ...values)
  }
}
