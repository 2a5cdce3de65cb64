import { describe, expect, it } from 'vitest'
import type { GuestInstance, PreparedGuest } from '../abi/abi.ts'
import { IdleInstances } from './idle-instances.ts'

const guest = {} as PreparedGuest
const holding = (restingPages: number) => ({ restingPages }) as GuestInstance

describe('instances at rest', () => {
  it('hold 256 MiB at most, what they keep of their beginning included: the oldest are dropped', () => {
    const idle = new IdleInstances()
    const instances = [2_048, 2_048, 2_048].map(holding)
    for (const instance of instances) idle.put(guest, instance)
    expect([idle.take(guest), idle.take(guest), idle.take(guest)]).toEqual([instances[2], instances[1], undefined])
  })

  it('are not kept when one of them is more than that, and the others are', () => {
    const idle = new IdleInstances()
    const small = holding(20)
    idle.put(guest, small)
    idle.put(guest, holding(4_097))
    expect([idle.take(guest), idle.take(guest)]).toEqual([small, undefined])
  })
})
