import type { PermissionView } from '@grantry/contract'
import { describe, expect, it } from 'vitest'
import { chosenGrants, initialChoices, isGrantable, narrowings, readScope, withEnd } from './consent.ts'
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
  const notes = { ...read, scope: { paths: ['/notes/**'] } }
  const network: PermissionView = {
    ...read,
    id: 'network',
    scope: { hosts: ['*.example.org'], methods: ['GET', 'POST'] },
  }

  it('is read in plain words', () => {
    expect(readScope(read, { paths: ['/receipts/**'] })).toEqual({
      sentence: 'Read everything in /receipts of this workspace',
      problems: {},
    })
  })

  it('that is none says why, at its field', () => {
    const { sentence, problems } = readScope(network, { hosts: ['Example', 'a.example.org'], methods: ['GET'] })
    expect(sentence).toBeNull()
    expect(problems).toEqual({ hosts: [expect.stringMatching(/^A host is a lower-case domain name/)] })
  })

  it('that reaches too far says which part of it does', () => {
    expect(readScope(notes, { paths: ['/notes/a', '/mail/**'] })).toEqual({
      sentence: null,
      problems: { paths: ['/mail/** reaches beyond what it asks for'] },
    })
  })

  it('keeps a consent from being given while it is wrong, unless the permission is off', () => {
    const wrong = { scope: { paths: ['/mail/**'] }, end: NO_END }
    expect(isGrantable([notes], { 'entries.read': { granted: true, ...wrong } })).toBe(false)
    expect(isGrantable([notes], { 'entries.read': { granted: false, ...wrong } })).toBe(true)
    expect(isGrantable([notes], initialChoices([notes]))).toBe(true)
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
