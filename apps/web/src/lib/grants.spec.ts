import type { GrantView } from '@grantry/contract'
import { describe, expect, it } from 'vitest'
import { currentGrants, withGrant, withoutGrant } from './grants.ts'

const NOW = Date.parse('2026-11-21T12:00:00Z')

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

describe('the grants of an install', () => {
  it('are sent back as they stand, scopes and all', () => {
    expect(currentGrants([read, write], NOW)).toEqual([{ permission: 'entries.read', scope: { paths: ['/notes/**'] } }])
  })

  it('keep the time they have left', () => {
    const grant = { ...read, grantedScope: read.scope, expiresAt: '2026-11-21T13:00:00Z' }
    expect(currentGrants([grant], NOW)).toEqual([{ permission: 'entries.read', expiresInSeconds: 3600 }])
  })

  it('gain a permission without losing another', () => {
    expect(withGrant(currentGrants([read, write], NOW), write, write.scope)).toEqual([
      { permission: 'entries.read', scope: { paths: ['/notes/**'] } },
      { permission: 'entries.write' },
    ])
  })

  it('change the scope of one that is already there', () => {
    expect(withGrant([{ permission: 'entries.read' }], read, { paths: ['/a/*'] })).toEqual([
      { permission: 'entries.read', scope: { paths: ['/a/*'] } },
    ])
  })

  it('lose what is revoked', () => {
    expect(withoutGrant([{ permission: 'entries.read' }], 'entries.read')).toEqual([])
  })
})
