import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { confusableWith, skeleton } from './name-guard.ts'

/** An existing id, and ids that must not be published beside it by somebody else. */
const MUST_REFUSE: Readonly<Record<string, readonly string[]>> = {
  finance: [
    'finances',
    'financ',
    'fiance',
    'fimance',
    'finnance',
    'fi-nance',
    'f1nance',
    'flnance',
    'finacne',
    'ifnance',
    'financee',
    'inance',
    'finance1',
    'xfinance',
    'flnan-ce',
  ],
  'google-drive': [
    'googledrive',
    'goog1e-drive',
    'gooogle-drive',
    'g00gle-drive',
    'googie-drive',
    'google-drives',
    'gogle-drive',
    'google-drvie',
    'goolge-drive',
    'google-d-rive',
  ],
  'modern-mail': ['rnodern-mail', 'modem-mail', 'modern-rnail', 'modern-mall', 'modern-mai1', 'modernmail'],
  'web-viewer': ['vveb-viewer', 'web-vievver', 'web-viewers', 'vveb-vievver'],
  'cloud-sync': ['doud-sync', 'c1oud-sync', 'cloud-5ync', 'cloudsync', 'cloud-snyc'],
  notes: ['n0tes', 'note-s', 'nottes', 'notess', 'note5'],
  ocr: ['0cr', 'o-cr', 'occr', 'ooo-cr'],
  base64: ['base-64', 'bases64', 'bbase64'],
  hello: ['he11o', 'heilo', 'helo', 'hel-lo'],
  'word-stats': ['wordstats', 'word-stat', 'world-stats', 'word-5tats', 'w0rdstats', 'words-tats'],
}

/** Pairs that are different enough. */
const MUST_ALLOW: readonly (readonly [string, string])[] = [
  ['finance', 'financial-reports'],
  ['finance', 'my-finance'],
  ['finance', 'finance-app'],
  ['finance', 'balance'],
  ['notes', 'votes'],
  ['notes', 'note'],
  ['mail', 'main'],
  ['chart', 'charts'],
  ['map', 'mop'],
  ['base32', 'base64'],
  ['h264', 'h265'],
  ['tool-1', 'tool-2'],
  ['tool-1', 'tool-11'],
  ['calendar-2025', 'calendar-2026'],
  ['image-resize', 'image-rotate'],
  ['csv-import', 'csv-export'],
  ['pdf-reader', 'pdf-writer'],
  ['invoice-scan', 'invoice-send'],
  ['time-tracker', 'task-tracker'],
  ['github', 'gitlab'],
  ['postgres', 'progress'],
  ['word-stats', 'word-count'],
  ['hello', 'hallo'],
  ['camera', 'carrera'],
]

describe('confusableWith', () => {
  const refused = Object.entries(MUST_REFUSE).flatMap(([existing, ids]) => ids.map((id) => ({ existing, id })))

  it.each(refused)('takes $id for $existing, and the other way round', ({ existing, id }) => {
    expect(confusableWith(id, ['something-else', existing])).toBe(existing)
    expect(confusableWith(existing, [id])).toBe(id)
  })

  it.each(MUST_ALLOW)('tells %s from %s', (id, other) => {
    expect(confusableWith(id, [other])).toBeNull()
    expect(confusableWith(other, [id])).toBeNull()
  })

  it('passes the id itself over', () => {
    expect(confusableWith('finance', ['finance'])).toBeNull()
    expect(confusableWith('finance', ['finance', 'finances'])).toBe('finances')
  })

  it('finds nothing among nothing', () => {
    expect(confusableWith('finance', [])).toBeNull()
  })

  it('is symmetric', () => {
    const id = fc.stringMatching(/^[a-c][a-c0il]{1,7}(?:-[a-c0il]{1,3})?$/)
    fc.assert(
      fc.property(id, id, (a, b) => {
        expect(confusableWith(a, [b]) === null).toBe(confusableWith(b, [a]) === null)
      }),
      { seed: 13, numRuns: 5_000 },
    )
  })

  it('refuses every single slip in a word of seven letters or more', () => {
    const word = fc.stringMatching(/^[a-z]{7,14}$/)
    const slip = fc.record({
      at: fc.nat({ max: 6 }),
      letter: fc.stringMatching(/^[a-z]$/),
      how: fc.constantFrom('change', 'drop', 'add', 'swap'),
    })
    fc.assert(
      fc.property(word, slip, (id, { at, letter, how }) => {
        const [before, here, next, after] = [id.slice(0, at), id[at] ?? '', id[at + 1] ?? '', id.slice(at + 2)]
        const slips = {
          change: before + letter + next + after,
          drop: before + next + after,
          add: before + letter + here + next + after,
          swap: before + next + here + after,
        }
        if (slips[how] !== id) expect(confusableWith(slips[how], [id])).toBe(id)
      }),
      { seed: 17, numRuns: 2_000 },
    )
  })
})

describe('skeleton', () => {
  it('is one for names that look alike', () => {
    expect(skeleton('m1rr0r')).toBe(skeleton('mirror'))
    expect(skeleton('rnirror')).toBe(skeleton('mirror'))
    expect(skeleton('mir-ror')).toBe(skeleton('mirror'))
    expect(skeleton('mirror')).not.toBe(skeleton('minor'))
  })
})
