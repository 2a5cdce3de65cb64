import { describe, expect, it } from 'vitest'
import { QUARANTINE, SandboxLosses } from './sandbox-losses.ts'

const { losses: LIMIT, withinMs } = QUARANTINE

function addMany(losses: SandboxLosses, install: string, times: number[]): string[] {
  return times.map((at) => losses.add(install, at))
}

describe('the count of lost sandboxes', () => {
  const inARow = Array.from({ length: LIMIT }, (_, index) => index)

  it('is too many at the fifth within ten minutes', () => {
    expect([LIMIT, withinMs]).toEqual([5, 600_000])
    const verdicts = addMany(new SandboxLosses(), 'a', inARow)
    expect(verdicts).toEqual(['bearable', 'bearable', 'bearable', 'bearable', 'too many'])
  })

  it('forgets what lies longer ago', () => {
    const losses = new SandboxLosses()
    addMany(losses, 'a', inARow.slice(1))
    expect(losses.add('a', withinMs + LIMIT)).toBe('bearable')
  })

  it('is kept for each install', () => {
    const losses = new SandboxLosses()
    addMany(losses, 'a', inARow.slice(1))
    expect(losses.add('b', LIMIT)).toBe('bearable')
    expect(losses.add('a', LIMIT)).toBe('too many')
  })

  it('begins anew after it was too many', () => {
    const losses = new SandboxLosses()
    addMany(losses, 'a', inARow)
    expect(losses.add('a', LIMIT)).toBe('bearable')
  })
})
