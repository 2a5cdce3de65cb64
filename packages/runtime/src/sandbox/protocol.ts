import { GUEST_FAULTS, type GuestFaultCode } from '../faults.ts'
import { MAX_STATE_BYTES } from '../job-run.ts'
import type { FrameBuffer } from './frame-buffer.ts'
import {
  bytes,
  Cursor,
  f64,
  nullable,
  ProtocolViolation,
  putU32,
  text,
  u32,
  u64,
  u8,
  word,
  type Field,
} from './wire-fields.ts'

/**
 * What supervisor and sandbox say to each other: frames `[u32 length][u8 version][u8 tag][fields]` on a socket pair,
 * integers little-endian. The supervisor believes nothing in a frame from a sandbox beyond its grammar; see
 * `supervisor/sandbox.ts` for what else it checks.
 */
export const PROTOCOL_VERSION = 2

const KIB = 1024
const MIB = 1024 * KIB

/** No frame is longer. The largest is a module of 10 MiB; a metered engine and large replies fit as well. */
export const MAX_FRAME_BYTES = 32 * MIB

/** Reading one takes some thirty times its size for a moment. */
export const MAX_SOURCE_MAP_BYTES = 2 * MIB

/** Of the outline of a module. */
export const MAX_OUTLINE_BYTES = 8 * MIB

const LENGTH_BYTES = 4
/** Length, version and tag. */
const HEAD_BYTES = LENGTH_BYTES + 2

const code = bytes(24 * MIB)
const payload = text(24 * MIB)
const name = text(KIB)
/** What a guest says, in at most 16 KiB of its own: replacement characters make it longer. */
const line = text(64 * KIB)
const state = bytes(MAX_STATE_BYTES)
const FAULT_CODES = Object.keys(GUEST_FAULTS) as GuestFaultCode[]

/** Supervisor to sandbox. `call` and `guest` are numbers the supervisor gives, unique in one sandbox. */
export const TO_SANDBOX = {
  /** The JavaScript engine, as it was built, and metered for the caps it will most likely be needed with. */
  engine: { tag: 1, fields: { memoryPages: u32, tableElements: u32, code, metered: code } },
  /** A guest that calls will name; prepared when the first of them arrives. `description`: `GuestDescription` as JSON. */
  load: { tag: 2, fields: { guest: u32, description: text(MIB), code } },
  /**
   * After `load`, for a module: its outline (`ModuleOutline` as JSON), and its code with a meter for the caps of its
   * description; `offsets` when it says which source its code comes from. Without it the sandbox inspects and meters the code itself.
   */
  rewritten: {
    tag: 12,
    fields: { guest: u32, outline: text(MAX_OUTLINE_BYTES), metered: code, offsets: nullable(bytes(8 * MIB)) },
  },
  /** After `load`, for a bundle that came with one. */
  source_map: { tag: 13, fields: { guest: u32, map: bytes(MAX_SOURCE_MAP_BYTES) } },
  /** No further call will name this guest. `call` stands for the cleanup, so that its log lines have an owner. */
  unload: { tag: 3, fields: { call: u32, guest: u32 } },
  /**
   * `announce`: whether the supervisor needs to hear when the call is entered; not when it has the sandbox to itself.
   * `fuel`, `deadlineMs` and `hostCalls` are this call's, at most those of the guest's limits. `slice`: units of the fuel
   * after which the sandbox tells of it and waits; 0 for a guest that gets its fuel as a whole. `rest`: how to wait for
   * what comes next, see `busy-polling.ts`.
   */
  call: {
    tag: 4,
    fields: {
      call: u32,
      guest: u32,
      export: name,
      input: payload,
      announce: word(['yes', 'no']),
      fuel: u64,
      slice: u64,
      deadlineMs: u32,
      hostCalls: u32,
      rest: word(['awake', 'asleep']),
    },
  },
  /** The caller is gone: end the call if it is suspended. */
  cancel: { tag: 5, fields: { call: u32 } },
  /**
   * Answer to `host_call`, `checkpoint` and `spawn`: JSON text, and what other guests used on the call's account in the
   * course of it. `rest` as in `call`.
   */
  reply: {
    tag: 6,
    fields: { call: u32, request: u32, reply: payload, fuel: u64, hostCalls: u32, rest: word(['awake', 'asleep']) },
  },
  /** Judge code without running it. `description`: `GuestDescription` as JSON. */
  check: { tag: 7, fields: { call: u32, description: text(MIB), code } },
  /** Ends the greeting, and is answered with `ready`: after booting the engine, or at once by a process that runs no guest. */
  begin: { tag: 8, fields: { engine: word(['boot', 'leave']), steps: word(['tell', 'keep']) } },
  /** A job to run, in a sandbox that does nothing else. `context` is JSON; `state` the last checkpoint; `fuel` for all slices. */
  run: {
    tag: 9,
    fields: { call: u32, guest: u32, export: name, jobId: name, context: payload, state: nullable(state), fuel: u64 },
  },
  /** The job of this run is to stop. */
  interrupt: { tag: 10, fields: { call: u32, kind: word(['pause', 'cancel']) } },
  /** So many more bytes of events of this run have been taken in; see `event-pace.ts`. */
  taken: { tag: 11, fields: { call: u32, bytes: u32 } },
  /** Answer to `slice_ended`. */
  go_on: { tag: 14, fields: { call: u32 } },
  /** The engine for guests that get their fuel in slices, metered for these caps; comes before such a guest. */
  sliced_engine: { tag: 15, fields: { memoryPages: u32, tableElements: u32, metered: code } },
} as const

/** Sandbox to supervisor. */
export const TO_SUPERVISOR = {
  /** The answer to `begin`: the sandbox has dropped its rights, calls or checks may come. */
  ready: { tag: 1, fields: {} },
  /** The code of this call has the thread from now on; sent before it runs, so that a stuck sandbox has a culprit. */
  entered: { tag: 2, fields: { call: u32 } },
  /** `fuelLeft` is what the guest may spend from now on, itself or through others. */
  host_call: { tag: 3, fields: { call: u32, request: u32, method: name, payload, fuelLeft: u64 } },
  log: { tag: 4, fields: { call: u32, level: word(['debug', 'info', 'warn', 'error']), message: line } },
  done: { tag: 5, fields: { call: u32, output: payload, fuelConsumed: u64, memoryPages: u32, hostCalls: u32 } },
  fault: {
    tag: 6,
    fields: { call: u32, code: word(FAULT_CODES), detail: text(16 * KIB), fuelConsumed: u64, memoryPages: u32 },
  },
  /** What it took to bring up the instance for a call that found none at rest; sent before the answer. */
  loaded: { tag: 9, fields: { call: u32, micros: u32 } },
  unloaded: { tag: 7, fields: { call: u32 } },
  /** Where steps are told: a guest has been made ready, or refused; once for each. `imports`: what it is linked to. */
  prepared: {
    tag: 17,
    fields: { guest: u32, micros: u32, meteredBytes: u32, imports: text(4 * KIB), refusal: text(16 * KIB) },
  },
  /** `offset` is 0 when the reason has no place in the file. */
  checked: {
    tag: 8,
    fields: {
      call: u32,
      verdict: word(['pass', 'refused']),
      code: text(64),
      reason: text(16 * KIB),
      offset: u32,
      meteredBytes: u32,
    },
  },
  /** Of a run: how many of its slices have ended, the fuel used in all, and what it has counted since the last tally. */
  tally: { tag: 10, fields: { call: u32, slices: u32, fuel: u64, bytes: u64, items: u64 } },
  /** Of a call: a slice of its fuel has ended, of which it has used so much in all. It rests until it may go on. */
  slice_ended: { tag: 16, fields: { call: u32, fuel: u64 } },
  progress: { tag: 11, fields: { call: u32, fraction: f64, message: line } },
  note: { tag: 12, fields: { call: u32, kind: word(['warning', 'error', 'log']), message: line } },
  checkpoint: { tag: 13, fields: { call: u32, request: u32, state } },
  spawn: { tag: 14, fields: { call: u32, request: u32, jobType: line, params: payload } },
  ended: {
    tag: 15,
    fields: {
      call: u32,
      exit: word(['completed', 'interrupted', 'failed']),
      message: line,
      fuelConsumed: u64,
      memoryPages: u32,
    },
  },
} as const

/** A field whose type only its place in the table knows. */
interface AnyField {
  write(frames: FrameBuffer, value: never): void
  read(cursor: Cursor): unknown
}
type Table = Readonly<Record<string, { readonly tag: number; readonly fields: Readonly<Record<string, AnyField>> }>>
type FieldsOf<Fields> = { [F in keyof Fields]: Fields[F] extends Field<infer T> ? T : never }
type MessageOf<T extends Table> = { [K in keyof T]: { type: K } & FieldsOf<T[K]['fields']> }[keyof T]

export type ToSandbox = MessageOf<typeof TO_SANDBOX>
export type ToSupervisor = MessageOf<typeof TO_SUPERVISOR>

/** A direction of the channel: its messages to frames and back. */
export interface Codec<Message> {
  /** Appends the whole frame, length included. @throws ProtocolViolation for a field that is too long, and appends nothing */
  encode(message: Message, frames: FrameBuffer): void
  /**
   * Decodes what lies between `start` and `end`, which is what follows the length of a frame.
   * @throws ProtocolViolation for anything but exactly one message.
   */
  decode(bytes: Buffer, start: number, end: number): Message
}

function codec<T extends Table>(table: T): Codec<MessageOf<T>> {
  const entries = Object.entries(table).map(([type, { tag, fields }]) => ({
    type,
    tag,
    fields: Object.entries(fields).map(([key, field]) => ({ key, field: field as unknown as Field<unknown> })),
  }))
  const byTag = new Map(entries.map((entry) => [entry.tag, entry]))
  const byType = new Map(entries.map((entry) => [entry.type, entry]))
  return {
    encode(message, frames) {
      const values = message as unknown as Record<string, unknown>
      const entry = byType.get(message.type as string)
      if (entry === undefined) throw new TypeError(`no message ${String(message.type)}`)
      frames.begin()
      const head = frames.reserve(HEAD_BYTES)
      frames.bytes[head + LENGTH_BYTES] = PROTOCOL_VERSION
      frames.bytes[head + LENGTH_BYTES + 1] = entry.tag
      frames.end = head + HEAD_BYTES
      for (const { key, field } of entry.fields) field.write(frames, values[key])
      const length = frames.frameBytes - LENGTH_BYTES
      putU32(frames.bytes, frames.finish(), length)
    },
    decode(bytes, start, end) {
      const cursor = new Cursor(bytes, start, end)
      const version = u8.read(cursor)
      if (version !== PROTOCOL_VERSION) throw new ProtocolViolation(`version ${version} is not spoken here`)
      const entry = byTag.get(u8.read(cursor))
      if (entry === undefined) throw new ProtocolViolation('an unknown message')
      const message: Record<string, unknown> = { type: entry.type }
      for (const { key, field } of entry.fields) message[key] = field.read(cursor)
      if (!cursor.isAtEnd) throw new ProtocolViolation('a message is followed by more bytes')
      return message as MessageOf<T>
    },
  }
}

export const toSandbox = codec(TO_SANDBOX)
export const toSupervisor = codec(TO_SUPERVISOR)
