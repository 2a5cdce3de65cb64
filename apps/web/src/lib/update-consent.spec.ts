import type { GrantView, PermissionView } from '@grantry/contract'
import { expect, it } from 'vitest'
import { initialChoices } from './consent.ts'
import { choicesFrom, compareRequests, updateGrants } from './update-consent.ts'

const request = (id: PermissionView['id'], scope: PermissionView['scope'], optional = false): PermissionView => ({
  id,
  title: id,
  risk: 'medium',
  sentence: id,
  reason: 'Because',
  optional,
  scope,
})
const decided = (permission: PermissionView, granted: boolean): GrantView => ({
  ...permission,
  granted,
  grantedScope: granted ? { paths: ['/notes/**'] } : null,
  grantedSentence: null,
  grantedAt: null,
  expiresAt: null,
  ended: null,
})

const read = request('entries.read', { paths: ['/**'] })
const write = request('entries.write', { paths: ['/**'] }, true)
const users = request('users', {})

it('lets decisions stand where nothing changed', () => {
  const before = [decided(read, true), decided(write, false)]
  expect(compareRequests(before, [read, write])).toEqual({ open: [], settled: before, dropped: [] })
})

it('opens what is new and names what is dropped', () => {
  const before = [decided(read, true), decided(write, false)]
  expect(compareRequests(before, [read, users])).toEqual({ open: [users], settled: [before[0]], dropped: [before[1]] })
})

it('opens what is asked for with another scope', () => {
  const wider = request('entries.read', { paths: ['/**'] })
  const before = decided(request('entries.read', { paths: ['/notes/**'] }), true)
  expect(compareRequests([before], [wider]).open).toEqual([wider])
})

it('opens what was declined and is now required', () => {
  const required = { ...write, optional: false }
  expect(compareRequests([decided(write, false)], [required]).open).toEqual([required])
})

it('offers no way back from what is required by now', () => {
  const required = { ...write, optional: false }
  expect(compareRequests([decided(write, true)], [required]).settled.map(({ optional }) => optional)).toEqual([false])
})

it('begins with the limits that stood before, as far as they can be granted', () => {
  const wider = request('entries.read', { paths: ['/**', '/.hidden/**'] })
  const timed = { ...decided(read, true), expiresAt: '2030-01-01T00:00:00.000Z' }
  expect(choicesFrom([timed], [wider, users])).toEqual({
    'entries.read': { granted: true, scope: { paths: ['/notes/**'] }, end: { expiresAt: timed.expiresAt } },
    users: { granted: true, scope: {}, end: {} },
  })
  const elsewhere = request('entries.read', { paths: ['/mail/**'] })
  expect(choicesFrom([timed], [elsewhere])['entries.read']?.scope).toEqual({ paths: ['/mail/**'] })
})

it('begins with all that is required where nobody had limited it, and leaves choices off', () => {
  const [all, optional] = [decided(request('entries.read', { paths: ['/notes/**'] }), true), decided(write, true)]
  const wider = request('entries.read', { paths: ['/notes/**', '/mail/**'] })
  const other = request('entries.write', { paths: ['/mail/**'] }, true)
  expect(choicesFrom([all, optional], [wider, other])).toEqual(initialChoices([wider, other]))
})

it('grants what stands as it stands, and what was chosen', () => {
  const changes = compareRequests([decided(read, true), decided(write, false)], [read, write, users])
  expect(updateGrants(changes, initialChoices(changes.open))).toEqual([
    { permission: 'entries.read', scope: { paths: ['/notes/**'] } },
    { permission: 'users' },
  ])
})

it('does not grant what is taken back on the way', () => {
  const changes = compareRequests([decided(read, true), decided(write, true)], [read, write])
  expect(updateGrants(changes, {}, new Set(['entries.write']))).toEqual([
    { permission: 'entries.read', scope: { paths: ['/notes/**'] } },
  ])
})
