import type { OwnRating, Rating } from '@grantry/contract'
import { afterEach, expect, it, vi } from 'vitest'
import { ratingsApi } from '../../lib/queries/ratings.queries.ts'
import { restoreRating } from './restore-rating.ts'

afterEach(() => void vi.restoreAllMocks())

const newer: Rating = {
  id: '0190b6a4-0000-7000-8000-000000000001',
  extension: 'sample' as Rating['extension'],
  author: 'Ada',
  stars: 2,
  text: 'On second thoughts',
  version: '1.0.0' as Rating['version'],
  createdAt: '2026-11-01T00:00:00.000Z',
  editedAt: null,
  reply: null,
  hidden: null,
}

function withOwn(rating: OwnRating['rating']) {
  vi.spyOn(ratingsApi, 'own').mockResolvedValue({ rating, mayRate: true, why: null })
  return vi.spyOn(ratingsApi, 'rate').mockResolvedValue(newer)
}

it('brings a deleted rating back', async () => {
  const rate = withOwn(null)
  await expect(restoreRating('sample', { stars: 5, text: 'Good' })).resolves.toBe('back')
  expect(rate).toHaveBeenCalledWith('sample', { stars: 5, text: 'Good' })
})

it('leaves one alone that was written since', async () => {
  const rate = withOwn(newer)
  await expect(restoreRating('sample', { stars: 5, text: 'Good' })).resolves.toBe('newer')
  expect(rate).not.toHaveBeenCalled()
})
