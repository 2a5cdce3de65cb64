import type { PermissionView } from '@grantry/contract'
import { describe, expect, it } from 'vitest'
import { chosenGrants, initialChoices, narrowings, readScope, withEnd } from './consent.ts'
import { NO_END } from './grant-time.ts'

const read: PermissionView = {
  id: 'entries.read',
  title: 'Read files',
  risk: 'medium',
  sentence: 'Read all files of this workspace',
  reason: 'Counts their words',
  optional: false,
  scope: { paths: ['/**'] },
}
const write: PermissionView = { ...read, id: 'entries.write', optional: true }

describe('a consent', () => {
  it('starts with what is required granted and what is optional off', () => {
    const choices = initialChoices([read, write])
    expect([choices['entries.read']?.granted, choices['entries.write']?.granted]).toEqual([true, false])
  })

  it('grants what is on, and names a scope only when it was narrowed', () => {
    const choices = {
      'entries.read': { granted: true, scope: { paths: ['/receipts/**'] }, end: NO_END },
      'entries.write': { granted: true, scope: write.scope, end: { expiresInSeconds: 3_600 } },
    }
    expect(chosenGrants([read, write], choices)).toEqual([
      { permission: 'entries.read', scope: { paths: ['/receipts/**'] } },
      { permission: 'entries.write', expiresInSeconds: 3_600 },
    ])
  })

  it('has one end for all when that is chosen', () => {
    const end = { expiresInSeconds: 86_400 }
    const choices = withEnd([read, write], { 'entries.read': { granted: true, scope: {}, end: NO_END } }, end)
    expect(choices).toEqual({
      'entries.read': { granted: true, scope: {}, end },
      'entries.write': { granted: false, scope: write.scope, end },
    })
  })

  it('grants nothing that was not decided', () => {
    expect(chosenGrants([read], {})).toEqual([])
  })
})

describe('a scope', () => {
  it('is read in plain words', () => {
    expect(readScope('entries.read', { paths: ['/receipts/**'] })).toEqual({
      sentence: 'Read everything in /receipts of this workspace',
      problem: null,
    })
  })

  it('that is none says why', () => {
    expect(readScope('entries.read', { paths: ['receipts'] }).problem).toMatch(/path pattern is absolute/)
  })
})

describe('narrowing', () => {
  it('is by pattern where wildcards are asked for', () => {
    expect(narrowings(read.scope)).toEqual([{ kind: 'patterns', key: 'paths', requested: ['/**'] }])
  })

  it('is by leaving out where several are asked for by name', () => {
    const scope = { hosts: ['a.example.org', 'b.example.org'], methods: ['GET'] }
    expect(narrowings(scope)).toEqual([{ kind: 'subset', key: 'hosts', requested: scope.hosts }])
  })

  it('is by number for a quota', () => {
    expect(narrowings({ quotaMiB: 64 })).toEqual([{ kind: 'number', key: 'quotaMiB', requested: 64 }])
  })

  it('is not offered for a scope without values', () => {
    expect(narrowings({})).toEqual([])
  })
})
