import type { PermissionRequest } from '@grantry/contract'
import { describe, expect, it } from 'vitest'
import { liesWithin } from './scopes.ts'

describe('a scope lies within a request', () => {
  const paths = (...patterns: string[]) => ({ paths: patterns })

  it.each<[requested: string[], given: string[], within: boolean]>([
    [['/**'], ['/**'], true],
    [['/**'], ['/a', '/b/*', '/c/**'], true],
    [['/a/**'], ['/a/b/**'], true],
    [['/a/**'], ['/a/*'], true],
    [['/a/*'], ['/a/b'], true],
    [['/a/*', '/b/*'], ['/b/x'], true],
    [['/a/*'], ['/a/**'], false],
    [['/a/*'], ['/a/b/c'], false],
    [['/a/**'], ['/a'], false],
    [['/a/**'], ['/ab/**'], false],
    [['/a/**'], ['/**'], false],
    [['/a/**'], ['/a/**', '/b'], false],
    [['/a'], ['/A'], false],
  ])('%j ⊇ %j: %s', (requested, given, within) => {
    expect(liesWithin({ id: 'entries.read', scope: paths(...requested) }, paths(...given))).toBe(within)
  })

  it('counts hosts and methods both', () => {
    const request = {
      id: 'network',
      scope: { hosts: ['*.example.org'], methods: ['GET', 'POST'] },
    } as PermissionRequest
    const within = (hosts: string[], methods: 'GET'[]) => liesWithin(request, { hosts, methods })
    expect(within(['a.example.org'], ['GET'])).toBe(true)
    expect(within(['example.org'], ['GET'])).toBe(false)
    expect(within(['a.example.org:8443'], ['GET'])).toBe(false)
    expect(liesWithin(request, { hosts: ['a.example.org'], methods: ['DELETE'] })).toBe(false)
  })

  it('takes a smaller number for less', () => {
    const request = { id: 'database', scope: { quotaMiB: 64 } } as PermissionRequest
    expect(liesWithin(request, { quotaMiB: 64 })).toBe(true)
    expect(liesWithin(request, { quotaMiB: 1 })).toBe(true)
    expect(liesWithin(request, { quotaMiB: 65 })).toBe(false)
  })
})
