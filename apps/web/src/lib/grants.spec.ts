import type { GrantView } from '@grantry/contract'
import { describe, expect, it } from 'vitest'
import { currentGrants, renewedTerms, untilNextEnd } from './grants.ts'

const read: GrantView = {
  id: 'entries.read',
  title: 'Read files',
  risk: 'medium',
  sentence: 'Read all files of this workspace',
  reason: 'Counts their words',
  optional: false,
  scope: { paths: ['/**'] },
  granted: true,
  grantedScope: { paths: ['/notes/**'] },
  grantedSentence: 'Read everything in /notes of this workspace',
  grantedAt: '2026-11-20T12:00:00Z',
  expiresAt: null,
  ended: null,
}
const write: GrantView = { ...read, id: 'entries.write', granted: false, grantedScope: null }

const HOUR = { grantedAt: '2026-11-21T12:00:00Z', at: '2026-11-21T13:00:00Z' }

describe('the grants of an install', () => {
  it('are sent back as they stand, scopes, ends and all', () => {
    const ending = { ...write, granted: true, grantedScope: write.scope, expiresAt: HOUR.at }
    expect(currentGrants([read, write])).toEqual([{ permission: 'entries.read', scope: { paths: ['/notes/**'] } }])
    expect(currentGrants([ending])).toEqual([{ permission: 'entries.write', expiresAt: HOUR.at }])
  })
})

describe('a grant for a time', () => {
  const running = { ...read, grantedAt: HOUR.grantedAt, expiresAt: HOUR.at }
  const scope = { paths: ['/notes/**'] }
  const over = { ...write, grantedAt: null, ended: { ...HOUR, scope, sentence: '' } }

  it('is renewed as far and for as long as it was given, running or over', () => {
    expect(renewedTerms(running)).toEqual({ scope, expiresInSeconds: 3_600 })
    expect(renewedTerms(over)).toEqual({ scope, expiresInSeconds: 3_600 })
  })

  it('is looked at again when it ends', () => {
    expect(untilNextEnd([read, running], Date.parse(HOUR.at) - 10_000)).toBe(10_500)
    expect(untilNextEnd([running], Date.parse(HOUR.at) - 1e9)).toBe(3_600_000)
    expect(untilNextEnd([read, over], 0)).toBe(false)
  })
})
