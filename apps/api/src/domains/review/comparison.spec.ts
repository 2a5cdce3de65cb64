import type { ArchiveFile, Inspection, PermissionView } from '@grantry/contract'
import { describe, expect, it } from 'vitest'
import { compareVersions } from './comparison.ts'

const permission = (id: string, scope: object = {}, optional = false): PermissionView =>
  ({ id, scope, optional, title: id, risk: 'low', sentence: id, reason: 'To work' }) as PermissionView
const file = (path: string, content: string): ArchiveFile =>
  ({ path, sizeBytes: 1, digest: `sha256:${content.repeat(64)}` }) as ArchiveFile
const version = (parts: { permissions?: PermissionView[]; files?: ArchiveFile[]; imports?: string[] }) => ({
  extension: 'sample',
  permissions: parts.permissions ?? [],
  files: parts.files ?? [],
  inspection: {
    imports: (parts.imports ?? []).map((name) => ({ module: 'spacedrive', name, type: 'function' })),
  } as Inspection,
})

const reading = (...paths: string[]) => permission('entries.read', { paths })

describe('a permission', () => {
  const change = (before: PermissionView, after: PermissionView) =>
    compareVersions(version({ permissions: [before] }), version({ permissions: [after] })).permissionChanges[0]?.change

  it.each<[string, PermissionView, PermissionView]>([
    ['unchanged', reading('/a/**'), reading('/a/**')],
    ['unchanged', reading('/a', '/b'), reading('/b', '/a')],
    ['widened', reading('/a/**'), reading('/**')],
    ['widened', reading('/a/*'), reading('/a/**')],
    ['widened', reading('/a/**'), reading('/a/**', '/b')],
    ['narrowed', reading('/**'), reading('/a/**')],
    ['narrowed', reading('/a', '/b'), reading('/a')],
    ['changed', reading('/a/**'), reading('/b/**')],
    ['changed', reading('/a/**', '/b/*'), reading('/a/*', '/b/**')],
    ['changed', permission('ai.ocr'), permission('ai.ocr', {}, true)],
    ['changed', permission('ai.ocr', {}, true), permission('ai.ocr')],
    ['changed', { ...reading('/**'), optional: true }, reading('/a/**')],
    ['narrowed', reading('/**'), { ...reading('/a/**'), optional: true }],
    ['changed', reading('/a/**'), { ...reading('/a/**'), reason: 'To read more' }],
    ['changed', reading('/**'), { ...reading('/a/**'), reason: 'To read more' }],
    ['widened', permission('database', { quotaMiB: 8 }), permission('database', { quotaMiB: 16 })],
    ['narrowed', permission('database', { quotaMiB: 8 }), permission('database', { quotaMiB: 4 })],
    [
      'widened',
      permission('network', { hosts: ['a.example.org'], methods: ['GET'] }),
      permission('network', { hosts: ['*.example.org'], methods: ['GET', 'POST'] }),
    ],
    [
      'changed',
      permission('network', { hosts: ['a.example.org'], methods: ['GET', 'POST'] }),
      permission('network', { hosts: ['*.example.org'], methods: ['GET'] }),
    ],
  ])('is %s', (expected, before, after) => {
    expect(change(before, after)).toBe(expected)
  })

  it('is added or removed, and then known from one side alone', () => {
    const { permissionChanges } = compareVersions(
      version({ permissions: [permission('ai.ocr')] }),
      version({ permissions: [permission('users')] }),
    )
    expect(permissionChanges).toMatchObject([
      { change: 'added', permission: { id: 'users' }, before: null },
      { change: 'removed', permission: { id: 'ai.ocr' }, before: { id: 'ai.ocr' } },
    ])
  })
})

it('takes everything of a first version for added', () => {
  const first = version({ permissions: [reading('/**')], files: [file('a', 'a')], imports: ['spacedrive_log'] })
  expect(compareVersions(null, first)).toEqual({
    permissionChanges: [{ change: 'added', permission: reading('/**'), before: null }],
    importChanges: { added: ['spacedrive.spacedrive_log function'], removed: [] },
    fileChanges: { added: ['a'], removed: [], changed: [] },
  })
})

it('tells files apart by their content and imports by their type', () => {
  const before = version({ files: [file('kept', 'a'), file('changed', 'a'), file('gone', 'a')], imports: ['a', 'b'] })
  const after = version({ files: [file('kept', 'a'), file('changed', 'b'), file('new', 'a')], imports: ['b', 'c'] })
  expect(compareVersions(before, after)).toMatchObject({
    fileChanges: { added: ['new'], removed: ['gone'], changed: ['changed'] },
    importChanges: { added: ['spacedrive.c function'], removed: ['spacedrive.a function'] },
  })
})
