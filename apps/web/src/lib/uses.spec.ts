import type { PermissionUse } from '@grantry/contract'
import { expect, it } from 'vitest'
import { sparePermissions } from './uses.ts'

const GRANTED = '2026-11-21T12:00:00Z'
const SOON = Date.parse(GRANTED) + 60_000
const NEXT_DAY = Date.parse(GRANTED) + 86_400_000

const use = (permission: PermissionUse['permission'], allowed: number, unused = allowed === 0): PermissionUse => ({
  permission,
  title: permission,
  state: 'granted',
  grantedAt: GRANTED,
  expiresAt: null,
  unused,
  allowed,
  denied: 0,
  firstUsedAt: null,
  lastUsedAt: null,
  lastDeniedAt: null,
  daily: [],
  targets: [],
  others: null,
})

const spare = (uses: PermissionUse[], nowMs: number) =>
  sparePermissions(uses, nowMs).map(({ permission }) => permission)

it('calls nothing spare of what was installed a moment ago', () => {
  expect(spare([use('entries.read', 0), use('network', 0)], SOON)).toEqual([])
})

it('calls spare what was never used for a day', () => {
  expect(spare([use('entries.read', 0)], NEXT_DAY)).toEqual(['entries.read'])
})

it('calls spare what an extension that works has not used', () => {
  expect(spare([use('entries.read', 3), use('network', 0)], SOON)).toEqual(['network'])
})

it('says nothing of what is not granted', () => {
  expect(spare([use('entries.read', 3), use('network', 0, false)], NEXT_DAY)).toEqual([])
})
