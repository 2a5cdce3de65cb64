import { describe, expect, it } from 'vitest'
import { meter } from '../../fixtures/wasm/metered.ts'
import { wat } from '../../fixtures/wasm/wat.ts'
import { inspect } from '../inspect/index.ts'
import { ByteWriter } from './byte-writer.ts'

/** Its first function carries the fuel, as its local 1. */
const CARRYING = wat(`(func $a (param i32) (local i32) (loop $l (br_if $l (local.get 0))))
  (func (call $a (i32.const 0)))`)

const FIRST_CUSTOM = inspect(CARRYING).sections.find(({ id }) => id === 0)?.start

describe('the names of locals of a function that carries the fuel', () => {
  it('are copied whatever they say, the one of the fuel between them', () => {
    const before = [0, 2, 0xff, 0xfe] // no text
    expect(renamed(2, [...before, 1, 1, 0x62])).toEqual(
      sectionOf(3, [...before, 1, 4, ...Buffer.from('fuel'), 2, 1, 0x62]),
    )
  })

  it('are followed by that of the fuel when none comes behind it', () => {
    expect(renamed(1, [0, 1, 0x61])).toEqual(sectionOf(2, [0, 1, 0x61, 1, 4, ...Buffer.from('fuel')]))
  })

  // Long enough on a busy machine.
  it('do not take long when they are millions', { timeout: 3_000 }, () => {
    const count = 4_500_000
    const names = new Uint8Array(2 * count) // all of local 0, and empty
    expect(renamed(count, names).length).toBeGreaterThan(2 * count)
  })
})

/** What metering makes of a name section with so many names of locals of the first function. */
function renamed(count: number, names: ArrayLike<number>): Uint8Array {
  const contents = sectionOf(count, names)
  const bytes = new ByteWriter()
  bytes.raw(CARRYING.subarray(0, FIRST_CUSTOM))
  bytes.u8(0)
  const section = new ByteWriter()
  section.name('name')
  section.raw(contents)
  bytes.sized(section.view())
  const module = new WebAssembly.Module(meter(bytes.view().slice()))
  return new Uint8Array(WebAssembly.Module.customSections(module, 'name')[0]!)
}

function sectionOf(count: number, names: ArrayLike<number>): Uint8Array {
  const locals = new ByteWriter()
  locals.bytes([1, 0])
  locals.u32(count)
  locals.raw(Uint8Array.from(names))
  const contents = new ByteWriter()
  contents.u8(2)
  contents.sized(locals.view())
  return contents.view()
}
