import { describe, expect, it } from 'vitest'
import { moved, putBack } from './front-order.ts'

const order = ['first', 'second', 'third']

describe('the order of what stands in front', () => {
  it('lets one move up and down', () => {
    expect(moved(order, 'second', -1)).toEqual(['second', 'first', 'third'])
    expect(moved(order, 'second', 1)).toEqual(['first', 'third', 'second'])
  })

  it('ends at both ends', () => {
    expect(moved(order, 'first', -1)).toEqual(order)
    expect(moved(order, 'third', 1)).toEqual(order)
  })

  it('stays when what should move has gone', () => {
    expect(moved(order, 'fourth', 1)).toEqual(order)
  })

  it.each(order)('has %s back where it was', (id) => {
    const newest = [id, ...order.filter((other) => other !== id)]
    expect(putBack(newest, id, order)).toEqual(order)
  })

  it('has one back behind what it followed, whatever else has changed', () => {
    expect(putBack(['third', 'new', 'second', 'first'], 'third', order)).toEqual(['new', 'second', 'third', 'first'])
    expect(putBack(['third', 'new', 'first'], 'third', order)).toEqual(['new', 'first', 'third'])
  })
})
