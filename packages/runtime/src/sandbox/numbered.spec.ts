import { array, assert, boolean, integer, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Numbered } from './numbered.ts'

describe('things by number', () => {
  it('are found, counted and listed like those of a Map, whichever of them stay', () => {
    const change = record({ adds: boolean(), which: integer({ min: 0, max: 300 }) })
    assert(
      property(array(change, { maxLength: 400 }), (changes) => {
        const [things, model] = [new Numbered<{ number: number }>(), new Map<number, { number: number }>()]
        let last = 0
        for (const { adds, which } of changes) {
          const number = adds ? (last += 1 + (which % 70)) : last - which
          if (adds) things.add({ number })
          else if (number > 0) things.delete(number)
          if (adds) model.set(number, { number })
          else model.delete(number)
          expect(things.size).toBe(model.size)
          expect(things.has(Math.max(1, number))).toBe(model.has(Math.max(1, number)))
        }
        expect(things.all()).toEqual([...model.values()])
        for (let number = 1; number <= last; number += 1) expect(things.get(number)).toEqual(model.get(number))
      }),
    )
  })
})
