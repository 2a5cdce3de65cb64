import { ProblemError } from '@grantry/sdk/client/problem'
import { afterEach, expect, it, vi } from 'vitest'
import { safeNext, signOut } from './session.ts'
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

it.each(['/', '/review', '/extensions/hello/install?tab=files#top'])('goes on to %s after signing in', (next) => {
  expect(safeNext(next)).toBe(next)
})

it.each(['https://example.com', '//example.com', '/\\example.com', 'javascript:alert(1)', '', undefined, 7])(
  'never leaves the store for %s',
  (next) => {
    expect(safeNext(next)).toBe('/')
  },
)
