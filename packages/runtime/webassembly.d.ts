/**
 * The part of the WebAssembly JavaScript interface that this package uses, with JavaScript Promise Integration.
 * Neither the ECMAScript library nor Node's types declare it; the DOM library does, but would put a browser's globals
 * in scope as well. Source: https://webassembly.github.io/spec/js-api/ and the JSPI proposal.
 */
declare namespace WebAssembly {
  type Bytes = ArrayBufferView<ArrayBuffer> | ArrayBuffer
  type ExternKind = 'function' | 'table' | 'memory' | 'global'
  type ExportValue = Function | Global | Memory | Table
  type ImportValue = ExportValue | number | bigint
  type Imports = Record<string, Record<string, ImportValue>>
  type Exports = Record<string, ExportValue>

  class CompileError extends Error {}
  class LinkError extends Error {}
  class RuntimeError extends Error {}
  /** A suspending host function was called where no promising export is on the stack. */
  class SuspendError extends Error {}

  class Module {
    constructor(bytes: Bytes)
    static customSections(module: Module, name: string): ArrayBuffer[]
    static exports(module: Module): { name: string; kind: ExternKind }[]
    static imports(module: Module): { module: string; name: string; kind: ExternKind }[]
  }

  class Instance {
    constructor(module: Module, imports?: Imports)
    readonly exports: Exports
  }

  class Memory {
    constructor(descriptor: { initial: number; maximum?: number })
    readonly buffer: ArrayBuffer
    grow(deltaPages: number): number
  }

  class Table {
    constructor(descriptor: { element: 'anyfunc' | 'externref'; initial: number; maximum?: number }, value?: unknown)
    readonly length: number
    get(index: number): unknown
    set(index: number, value?: unknown): void
    grow(delta: number, value?: unknown): number
  }

  class Global<Value = unknown> {
    constructor(descriptor: { value: string; mutable?: boolean }, value?: Value)
    value: Value
  }

  /** Wraps a host function that may return a promise: the calling guest is suspended until it settles. */
  class Suspending {
    constructor(hostFunction: Function)
    private readonly suspends: true
  }

  /** Wraps an export, so that a call to it gives a promise and may be suspended. */
  function promising(exported: Function): (...values: never[]) => Promise<unknown>

  function validate(bytes: Bytes): boolean
  function compile(bytes: Bytes): Promise<Module>
  function instantiate(module: Module, imports?: Imports): Promise<Instance>
}
