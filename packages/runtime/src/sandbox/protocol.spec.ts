import {
  array,
  assert,
  bigInt,
  constantFrom,
  double,
  integer,
  oneof,
  property,
  record,
  string,
  uint8Array,
  constant,
} from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GUEST_FAULTS, type GuestFaultCode } from '../faults.ts'
import { FrameAssembler } from './channel.ts'
import { FrameBuffer, PIECE_BYTES } from './frame-buffer.ts'
import {
  MAX_FRAME_BYTES,
  PROTOCOL_VERSION,
  toSandbox,
  toSupervisor,
  type Codec,
  type ToSupervisor,
} from './protocol.ts'
import { ProtocolViolation } from './wire-fields.ts'

/** Places among the levels of a log line, and how many there are. */
const [INFO, LEVELS] = [1, 4]

const u32 = () => integer({ min: 0, max: 2 ** 32 - 1 })
const u64 = () => bigInt({ min: 0n, max: 2n ** 64n - 1n })
const text = () => string({ unit: 'binary', maxLength: 40 })
const faultCode = () => constantFrom(...(Object.keys(GUEST_FAULTS) as GuestFaultCode[]))

const anyFromSandbox = () =>
  oneof(
    record({ type: constant('ready' as const) }),
    record({ type: constant('entered' as const), call: u32() }),
    record({
      type: constant('host_call' as const),
      call: u32(),
      request: u32(),
      method: text(),
      payload: text(),
      fuelLeft: u64(),
    }),
    record({
      type: constant('log' as const),
      call: u32(),
      level: constantFrom('debug' as const, 'info' as const, 'warn' as const, 'error' as const),
      message: text(),
    }),
    record({
      type: constant('done' as const),
      call: u32(),
      output: text(),
      fuelConsumed: u64(),
      memoryPages: u32(),
      hostCalls: u32(),
    }),
    record({
      type: constant('fault' as const),
      call: u32(),
      code: faultCode(),
      detail: text(),
      fuelConsumed: u64(),
      memoryPages: u32(),
    }),
    record({ type: constant('unloaded' as const), call: u32() }),
    record({ type: constant('tally' as const), call: u32(), slices: u32(), fuel: u64(), bytes: u64(), items: u64() }),
    record({ type: constant('progress' as const), call: u32(), fraction: double({ noNaN: true }), message: text() }),
    record({
      type: constant('note' as const),
      call: u32(),
      kind: constantFrom('warning' as const, 'error' as const, 'log' as const),
      message: text(),
    }),
    record({ type: constant('spawn' as const), call: u32(), request: u32(), jobType: text(), params: text() }),
    record({
      type: constant('ended' as const),
      call: u32(),
      exit: constantFrom('completed' as const, 'interrupted' as const, 'failed' as const),
      message: text(),
      fuelConsumed: u64(),
      memoryPages: u32(),
    }),
    record({
      type: constant('checked' as const),
      call: u32(),
      verdict: constantFrom('pass' as const, 'refused' as const),
      code: text(),
      reason: text(),
      offset: u32(),
      meteredBytes: u32(),
    }),
  )

/** The whole frame of a message. */
function frameOf<Message>(codec: Codec<Message>, message: Message): Buffer {
  const frames = new FrameBuffer()
  codec.encode(message, frames)
  return Buffer.concat(frames.take())
}

/** What follows the length of a frame. */
const bodyOf = <Message>(codec: Codec<Message>, message: Message) => frameOf(codec, message).subarray(4)

const decodeAll = <Message>(codec: Codec<Message>, body: Buffer) => codec.decode(body, 0, body.length)

describe('a message', () => {
  it('comes out of its frame as it went in', () => {
    assert(
      property(anyFromSandbox(), (message) => {
        const expected = JSON.parse(JSON.stringify(message, wellFormed))
        const decoded = decodeAll(toSupervisor, bodyOf(toSupervisor, message))
        expect(JSON.parse(JSON.stringify(decoded, wellFormed))).toEqual(expected)
      }),
    )
  })

  it('with bytes comes out as it went in', () => {
    assert(
      property(u32(), text(), uint8Array(), (guest, description, code) => {
        const message = { type: 'load' as const, guest, description: description.toWellFormed(), code }
        const decoded = decodeAll(toSandbox, bodyOf(toSandbox, message))
        expect(decoded).toEqual({ ...message, code: Buffer.from(code) })
      }),
    )
  })

  it('with bytes that may be absent comes out as it went in', () => {
    const run = { type: 'run' as const, call: 1, guest: 1, export: 'scan', jobId: 'id', context: '{}', fuel: 2n ** 63n }
    for (const state of [null, Buffer.alloc(0), Buffer.from([0, 255])])
      expect(decodeAll(toSandbox, bodyOf(toSandbox, { ...run, state }))).toEqual({ ...run, state })
  })

  it('is refused when it is shorter or longer than it says', () => {
    assert(
      property(anyFromSandbox(), integer({ min: 0, max: 200 }), (message, cut) => {
        const body = bodyOf(toSupervisor, message)
        const shorter = body.subarray(0, Math.max(0, body.length - 1 - cut))
        expect(() => decodeAll(toSupervisor, shorter)).toThrow(ProtocolViolation)
        expect(() => decodeAll(toSupervisor, Buffer.concat([body, Buffer.alloc(1 + cut)]))).toThrow(ProtocolViolation)
      }),
    )
  })

  it('that is any bytes is decoded or refused, and nothing else happens', () => {
    assert(
      property(uint8Array({ maxLength: 60 }), integer({ min: 0, max: 16 }), (bytes, tag) => {
        const body = Buffer.from([PROTOCOL_VERSION, tag, ...bytes])
        try {
          decodeAll(toSupervisor, body)
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolViolation)
        }
      }),
      { numRuns: 5_000 },
    )
  })

  it.each([
    ['of another version', [PROTOCOL_VERSION + 1, 1]],
    ['of an unknown kind', [PROTOCOL_VERSION, 99]],
    ['without anything', []],
    ['with text that is not UTF-8', [PROTOCOL_VERSION, 4, 1, 0, 0, 0, INFO, 1, 0, 0, 0, 0xff]],
    ['with a level that does not exist', [PROTOCOL_VERSION, 4, 1, 0, 0, 0, LEVELS, 0, 0, 0, 0]],
    [
      'with a checkpoint larger than one may be',
      [PROTOCOL_VERSION, 13, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0x40, 0, ...Buffer.alloc(8)],
    ],
    ['with a text longer than its field', [PROTOCOL_VERSION, 4, 1, 0, 0, 0, INFO, 0xff, 0xff, 0xff, 0xff]],
  ])('%s is refused', (_, bytes) => {
    expect(() => decodeAll(toSupervisor, Buffer.from(bytes))).toThrow(ProtocolViolation)
  })

  it('like those, but for what is wrong with them, is taken', () => {
    const line = [PROTOCOL_VERSION, 4, 1, 0, 0, 0, INFO, 1, 0, 0, 0, 0x61]
    const decoded = decodeAll(toSupervisor, Buffer.from(line))
    expect(decoded).toEqual({ type: 'log', call: 1, level: 'info', message: 'a' })
  })

  it.each([-1, 0.5, 2 ** 32, Number.NaN])('is not made of %s where a whole number of 32 bits must be', (call) => {
    expect(() => frameOf(toSupervisor, { type: 'entered', call })).toThrow(RangeError)
  })

  it.each([-1n, 2n ** 64n])('is not made of %s where a whole number of 64 bits must be', (fuel) => {
    expect(() => frameOf(toSupervisor, { type: 'slice_ended', call: 1, fuel })).toThrow(RangeError)
  })

  it('has its numbers to the unit around the borders of what a double holds', () => {
    for (const border of [0n, 2n ** 32n, 2n ** 53n, 2n ** 63n, 2n ** 64n]) {
      for (const fuel of [border - 1n, border, border + 1n].filter((each) => each >= 0n && each < 2n ** 64n)) {
        const message = { type: 'slice_ended' as const, call: 2 ** 32 - 1, fuel }
        expect(decodeAll(toSupervisor, bodyOf(toSupervisor, message))).toEqual(message)
      }
    }
  })

  it('longer than its field allows is not even sent', () => {
    const message: ToSupervisor = { type: 'log', call: 1, level: 'info', message: 'x'.repeat(65 * 1024) }
    expect(() => frameOf(toSupervisor, message)).toThrow(ProtocolViolation)
  })
})

describe('frames that wait together', () => {
  it('leave in their order, each once, whatever their sizes', () => {
    const sizes = array(oneof(integer({ min: 0, max: 200 }), integer({ min: 60_000, max: 140_000 })), { maxLength: 12 })
    assert(
      property(sizes, integer({ min: 1, max: 6 }), (lengths, takenEvery) => {
        const frames = new FrameBuffer()
        const taken: Buffer[] = []
        const messages = lengths.map((length, guest) => ({
          type: 'load' as const,
          guest,
          description: 'x'.repeat(length % 3_000),
          code: Buffer.alloc(length, guest),
        }))
        messages.forEach((message, index) => {
          toSandbox.encode(message, frames)
          if (index % takenEvery === 0) taken.push(...frames.take())
        })
        taken.push(...frames.take())
        expect(Buffer.concat(taken)).toEqual(Buffer.concat(messages.map((message) => frameOf(toSandbox, message))))
      }),
      { numRuns: 50 },
    )
  })

  it('are whole wherever the memory they are written to comes to its end', () => {
    const run = { type: 'run' as const, call: 1, guest: 1, export: 'scan', jobId: 'id', context: '{}', fuel: 1n }
    const last = { ...run, state: Buffer.from([1, 2, 3]) }
    const filler = { type: 'load' as const, guest: 1, description: '{}' }
    const empty = frameOf(toSandbox, { ...filler, code: Buffer.alloc(0) }).length
    for (let left = 0; left <= frameOf(toSandbox, last).length; left += 1) {
      const frames = new FrameBuffer()
      const first = { ...filler, code: Buffer.alloc(PIECE_BYTES - empty - left, 7) }
      for (const message of [first, last]) toSandbox.encode(message, frames)
      const expected = [frameOf(toSandbox, first), frameOf(toSandbox, last)]
      expect(Buffer.concat(frames.take()).equals(Buffer.concat(expected)), `with ${left} bytes left`).toBe(true)
    }
  })

  it('are the same without one that could not be written to its end', () => {
    const frames = new FrameBuffer()
    const entered: ToSupervisor = { type: 'entered', call: 1 }
    toSupervisor.encode(entered, frames)
    const tooLong: ToSupervisor = { type: 'log', call: 1, level: 'info', message: 'x'.repeat(65 * 1024) }
    expect(() => toSupervisor.encode(tooLong, frames)).toThrow(ProtocolViolation)
    toSupervisor.encode(entered, frames)
    const frame = frameOf(toSupervisor, entered)
    expect(Buffer.concat(frames.take())).toEqual(Buffer.concat([frame, frame]))
  })
})

describe('a stream of frames', () => {
  it('gives the same frames however it is cut', () => {
    const chunks = array(integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 20 })
    assert(
      property(array(anyFromSandbox(), { maxLength: 10 }), chunks, (messages, sizes) => {
        const stream = Buffer.concat(messages.map((message) => frameOf(toSupervisor, message)))
        const assembler = new FrameAssembler()
        const frames: Buffer[] = []
        const keep = (bytes: Buffer, start: number, end: number) => frames.push(Buffer.from(bytes.subarray(start, end)))
        for (let at = 0, turn = 0; at < stream.length; turn += 1) {
          const size = sizes[turn % sizes.length]!
          assembler.add(stream.subarray(at, at + size), keep)
          at += size
        }
        expect(frames).toEqual(messages.map((message) => bodyOf(toSupervisor, message)))
      }),
    )
  })

  it('is refused at a length that no frame has, before a byte of it is kept', () => {
    const length = Buffer.alloc(4)
    length.writeUInt32LE(MAX_FRAME_BYTES + 1)
    expect(() => new FrameAssembler().add(length, () => {})).toThrow(ProtocolViolation)
  })
})

/** Unpaired surrogates travel as replacement characters; big integers have no JSON. */
const wellFormed = (_: string, value: unknown) =>
  typeof value === 'string' ? value.toWellFormed() : typeof value === 'bigint' ? String(value) : value
