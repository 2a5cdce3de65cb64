import { describe, expect, it } from 'vitest'
import { ByteReader } from './byte-reader.ts'
import { InspectionRefused } from './inspection.errors.ts'

const readerOf = (...bytes: readonly number[]) => new ByteReader(Uint8Array.from(bytes))

describe('unsigned numbers of 32 bits', () => {
  it.each([
    [[0x00], 0],
    [[0x7f], 127],
    [[0x80, 0x01], 128],
    [[0xff, 0xff, 0xff, 0xff, 0x07], 2 ** 31 - 1],
    [[0x80, 0x80, 0x80, 0x80, 0x08], 2 ** 31],
    [[0xff, 0xff, 0xff, 0xff, 0x0f], 2 ** 32 - 1],
    [[0x80, 0x80, 0x80, 0x80, 0x00], 0],
  ])('reads %j as %i', (bytes, value) => {
    const reader = readerOf(...bytes)
    expect(reader.u32()).toBe(value)
    expect(reader.atEnd).toBe(true)
  })

  it.each([[[0x80, 0x80, 0x80, 0x80, 0x10]], [[0xff, 0xff, 0xff, 0xff, 0x8f, 0x00]], [[0x80]]])(
    'refuses %j',
    (bytes) => {
      expect(() => readerOf(...bytes).u32()).toThrow(InspectionRefused)
    },
  )
})

describe('signed numbers of 33 bits', () => {
  it.each([
    [[0x00], 0],
    [[0x3f], 63],
    [[0x40], -64],
    [[0x7f], -1],
    [[0xc0, 0x00], 64],
    [[0xff, 0xff, 0xff, 0xff, 0x0f], 2 ** 32 - 1],
    [[0x80, 0x80, 0x80, 0x80, 0x70], -(2 ** 32)],
  ])('reads %j as %i', (bytes, value) => {
    expect(readerOf(...bytes).s33()).toBe(value)
  })

  it.each([[[0xff, 0xff, 0xff, 0xff, 0x1f]], [[0x80, 0x80, 0x80, 0x80, 0x60]], [[0x80, 0x80, 0x80, 0x80, 0x80, 0x00]]])(
    'refuses %j',
    (bytes) => {
      expect(() => readerOf(...bytes).s33()).toThrow(InspectionRefused)
    },
  )
})

describe('signed numbers that are only stepped over', () => {
  const longest32 = [0x80, 0x80, 0x80, 0x80]
  const longest64 = [...longest32, ...longest32, 0x80]

  it.each([
    [32, [...longest32, 0x07]],
    [32, [...longest32, 0x78]],
    [64, [...longest64, 0x00]],
    [64, [...longest64, 0x7f]],
  ] as const)('accepts the extremes of %i bits', (bits, bytes) => {
    const reader = readerOf(...bytes)
    reader.skipSigned(bits)
    expect(reader.atEnd).toBe(true)
  })

  it.each([
    [32, [...longest32, 0x08]],
    [32, [...longest32, 0x70]],
    [64, [...longest64, 0x01]],
    [64, [...longest64, 0x7e]],
    [64, [...longest64, 0xff, 0x7f]],
  ] as const)('refuses what does not fit in %i bits', (bits, bytes) => {
    expect(() => readerOf(...bytes).skipSigned(bits)).toThrow(`longer than ${bits} bits`)
  })
})

describe('a reader over a part', () => {
  it('does not read behind its end', () => {
    const part = readerOf(1, 2, 3).take(2)
    expect([part.u8(), part.u8()]).toEqual([1, 2])
    expect(() => part.u8()).toThrow('ends too early')
  })

  it('refuses a part that is longer than what is left', () => {
    expect(() => readerOf(1, 2, 3).take(4)).toThrow('ends too early')
    expect(() => readerOf(1, 2, 3).skip(2 ** 32 - 1)).toThrow('ends too early')
  })
})
