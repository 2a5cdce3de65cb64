import { ProblemError } from '@grantry/sdk/client/problem'
import { afterEach, expect, it, vi } from 'vitest'
import { endsPageOf, safeNext, signOut } from './session.ts'
import { storeApi } from './store-api.ts'

afterEach(() => void vi.restoreAllMocks())

const answering = (status: number) =>
  vi.spyOn(storeApi.auth, 'signOut').mockRejectedValue(new ProblemError({ status, code: 'refused', detail: 'No' }))

it('takes a session that has ended elsewhere for signed out', async () => {
  answering(401)
  await expect(signOut()).resolves.toBeUndefined()
})

it('does not take a refusal for signed out', async () => {
  answering(403)
  await expect(signOut()).rejects.toMatchObject({ status: 403 })
})

const hint = (oldValue: string | null, newValue: string | null) => ({ key: 'grantry.signed-in', oldValue, newValue })

it.each([
  ['somebody signs in where nobody had', undefined, hint(null, 'ada')],
  ['it becomes known who has signed in, where nobody had', undefined, hint('yes', 'ada')],
  ['it becomes known that somebody else has signed in', 'grace', hint('yes', 'ada')],
  ['somebody else signs in', 'grace', hint('grace', 'ada')],
  ['the session ends', 'ada', hint('ada', null)],
  ['a session ends of which it was never known whose it is', 'ada', hint('yes', null)],
])('ends a page when %s', (_, viewer, change) => {
  expect(endsPageOf(viewer, change)).toBe(true)
})

it.each([
  ['another tab learns that it is who looks at it', 'ada', hint('yes', 'ada')],
  ['another tab has yet to learn who has signed in', 'ada', hint(null, 'yes')],
  ['something else is stored', 'ada', { key: 'grantry.theme', oldValue: 'yes', newValue: null }],
])('keeps a page when %s', (_, viewer, change) => {
  expect(endsPageOf(viewer, change)).toBe(false)
})

it.each(['/', '/review', '/extensions/hello/install?tab=files#top'])('goes on to %s after signing in', (next) => {
  expect(safeNext(next)).toBe(next)
})

it.each(['https://example.com', '//example.com', '/\\example.com', 'javascript:alert(1)', '', undefined, 7])(
  'never leaves the store for %s',
  (next) => {
    expect(safeNext(next)).toBe('/')
  },
)
