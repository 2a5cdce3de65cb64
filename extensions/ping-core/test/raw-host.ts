/** The least a host does for a guest of the ABI `core`, without metering, limits or a gate. */
export interface RawHost {
  init(): number
  cleanup(): void
  /** Calls an operation: JSON in, JSON out. */
  call(operation: string, input: unknown): unknown
  memoryPages(): number
  alloc(size: number): number
  free(pointer: number, size: number): void
  readonly logs: string[]
  /** What the guest called of the platform, as `method payload`. */
  readonly calls: string[]
}

type Reply = (method: string, payload: string) => unknown

interface GuestExports {
  memory: WebAssembly.Memory
  plugin_init(): number
  plugin_cleanup(): void
  wasm_alloc(size: number): number
  wasm_free(pointer: number, size: number): void
}
type Handler = (pointer: number, length: number) => number

const LENGTH_BYTES = 4

export function startRawHost(module: Uint8Array<ArrayBuffer>, reply: Reply): RawHost {
  const logs: string[] = []
  const calls: string[] = []
  const imports = {
    spacedrive: {
      spacedrive_call: (method: number, methodLength: number, _library: number, payload: number, length: number) => {
        const [name, json] = [readText(method, methodLength), readText(payload, length)]
        calls.push(`${name} ${json}`)
        return writeReply(JSON.stringify(reply(name, json)))
      },
      spacedrive_log: (level: number, message: number, length: number) => {
        logs.push(`${level} ${readText(message, length)}`)
      },
    },
  }
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module), imports)
  const guest = instance.exports as unknown as GuestExports & Record<string, Handler>

  const bytes = (pointer: number, length: number) => new Uint8Array(guest.memory.buffer, pointer, length)
  const readText = (pointer: number, length: number) => new TextDecoder().decode(bytes(pointer, length))
  const readLength = (pointer: number) => new DataView(guest.memory.buffer).getUint32(pointer, true)

  function write(content: Uint8Array): number {
    const pointer = guest.wasm_alloc(content.length)
    if (pointer === 0) throw new RangeError('The guest has no memory')
    bytes(pointer, content.length).set(content)
    return pointer
  }

  function writeReply(json: string): number {
    const text = new TextEncoder().encode(json)
    const framed = new Uint8Array(LENGTH_BYTES + text.length)
    new DataView(framed.buffer).setUint32(0, text.length, true)
    framed.set(text, LENGTH_BYTES)
    return write(framed)
  }

  function call(operation: string, input: unknown): unknown {
    const handler = guest[operation]
    if (handler === undefined) throw new TypeError(`The guest exports no ${operation}`)
    const text = new TextEncoder().encode(JSON.stringify(input))
    const inputPointer = write(text)
    const answer = handler(inputPointer, text.length)
    const length = readLength(answer)
    const output: unknown = JSON.parse(readText(answer + LENGTH_BYTES, length))
    guest.wasm_free(answer, LENGTH_BYTES + length)
    guest.wasm_free(inputPointer, text.length)
    return output
  }

  return {
    init: () => guest.plugin_init(),
    cleanup: () => guest.plugin_cleanup(),
    call,
    memoryPages: () => guest.memory.buffer.byteLength / 65_536,
    alloc: (size) => guest.wasm_alloc(size),
    free: (pointer, size) => guest.wasm_free(pointer, size),
    logs,
    calls,
  }
}
