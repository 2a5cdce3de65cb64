import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestHost } from '@grantry/sdk/testing'
import { countWords } from '../src/count-words.ts'
import extension from '../src/extension.ts'

const TEXT = "Don't panic: don’t, PANIC!\nEine gute-Nacht-Geschichte\n"

test('counts words of any script, lines and code points', () => {
  assert.deepEqual(countWords('Привет, мир 🌍\nнамасте नमस्ते'), {
    words: 4,
    lines: 2,
    characters: 28,
    topWords: [
      { word: 'мир', count: 1 },
      { word: 'намасте', count: 1 },
      { word: 'привет', count: 1 },
      { word: 'नमस्ते', count: 1 },
    ],
  })
})

test('holds words together by apostrophes and hyphens and ignores case', () => {
  assert.deepEqual(countWords(TEXT).topWords, [
    { word: 'panic', count: 2 },
    { word: "don't", count: 1 },
    { word: 'don’t', count: 1 },
    { word: 'eine', count: 1 },
    { word: 'gute-nacht-geschichte', count: 1 },
  ])
})

test('counts lines as a reader would', () => {
  const lines = ['', 'a', 'a\n', 'a\nb', 'a\r\nb\r\n', '\n', 'a\r\rb'].map((text) => countWords(text).lines)
  assert.deepEqual(lines, [0, 1, 1, 2, 2, 1, 3])
})

test('lists at most ten words', () => {
  const text = Array.from({ length: 50 }, (_, index) => `word${index}`).join(' ')
  assert.equal(countWords(text).topWords.length, 10)
})

test('counts the words of a file it may read', async () => {
  const host = createTestHost(extension, { grants: ['entries.read'] })
  host.entries.put('/notes/today.md', 'hello hello world')
  assert.deepEqual(await host.query('count', { path: '/notes/today.md' }), {
    words: 3,
    lines: 1,
    characters: 17,
    topWords: [
      { word: 'hello', count: 2 },
      { word: 'world', count: 1 },
    ],
  })
})

test('is refused a file outside of what was granted', async () => {
  const host = createTestHost(extension, { grants: [{ permission: 'entries.read', scope: { paths: ['/notes/**'] } }] })
  host.entries.put('/private/diary.md', 'secret')
  await assert.rejects(host.query('count', { path: '/private/diary.md' }), { code: 'permission_denied' })
})

test('keeps the result beside the file', async () => {
  const host = createTestHost(extension, { grants: ['entries.read', 'entries.write'] })
  host.entries.put('/notes/today.md', TEXT)
  const answer = await host.action('annotate', { path: '/notes/today.md' })
  assert.equal(answer.kept, true)
  assert.deepEqual(JSON.parse(host.entries.sidecarText('/notes/today.md', 'wordstats.json') ?? ''), answer.statistics)
})

test('still shows the result to somebody who did not allow it to write', async () => {
  const host = createTestHost(extension, { grants: ['entries.read'] })
  host.entries.put('/notes/today.md', TEXT)
  const answer = await host.action('annotate', { path: '/notes/today.md' })
  assert.equal(answer.kept, false)
  assert.match(answer.message, /may not write/)
  assert.equal(answer.statistics.words, 6)
  assert.equal(host.entries.sidecarText('/notes/today.md', 'wordstats.json'), null)
  assert.deepEqual(
    host.logs.map(({ level }) => level),
    ['warn'],
  )
})

test('goes on failing for any other reason', async () => {
  const host = createTestHost(extension, { grants: ['entries.read'] })
  await assert.rejects(host.action('annotate', { path: '/nowhere.md' }), { code: 'entry_not_found' })
})
