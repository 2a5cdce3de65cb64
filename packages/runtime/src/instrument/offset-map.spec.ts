import { describe, expect, it } from 'vitest'
import { ROOMY } from '../../fixtures/wasm/metered.ts'
import { custom } from '../../fixtures/wasm/module-bytes.ts'
import { PROGRAMS } from '../../fixtures/wasm/programs.ts'
import { inspect } from '../inspect/index.ts'
import { rewrite } from './index.ts'
import { OffsetMap } from './offset-map.ts'

const BR = 0x0c
const ELSE = 0x05
const END = 0x0b

describe('the way back from a metered module', () => {
  it.each(
    PROGRAMS.flatMap((program) => [
      { ...program, supply: 'whole' as const },
      { ...program, supply: 'sliced' as const },
    ]),
  )('leads to the byte that was copied: $name, $supply', ({ bytes, supply }) => {
    const traceable = Uint8Array.from([...bytes, ...custom('.debug_line', [])])
    const info = inspect(traceable)
    const { metered, offsets } = rewrite(traceable, info, ROOMY, supply)
    const map = OffsetMap.decode(offsets!)
    const code = info.sections.find(({ id }) => id === 10)!
    const pairs = new Uint32Array(offsets!.buffer)
    expect(pairs.length).toBeGreaterThan(4)
    for (let at = 0; at < pairs.length; at += 2) {
      const [from, to] = [pairs[at]!, pairs[at + 1]!]
      expect(map.find(from)).toBe(to)
      // What asks for fuel behind a loop was not copied: a branch over it, the asking, a branch back.
      if (metered[from] === BR && traceable[code.contents + to] !== BR) at += 4
      // Nor was what parts the two ways of a loop that is there twice.
      else if (metered[from] === ELSE) expect(traceable[code.contents + to - 1]).toBe(END)
      // An opcode; indexes of locals, which stand behind one, may have become others.
      else expect(metered[from]).toBe(traceable[code.contents + to])
    }
    expect(map.find(0)).toBeNull()
  })

  it('is not made of a module that does not say where its code comes from', () => {
    const { bytes } = PROGRAMS[0]!
    expect(rewrite(bytes, inspect(bytes), ROOMY, 'whole').offsets).toBeNull()
  })
})
