import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestHost } from '@grantry/sdk/testing'
import extension from '../src/extension.ts'

test('reverses a text', async () => {
  const host = createTestHost(extension)
  assert.deepEqual(await host.query('reverse', { text: 'abc' }), { reversed: 'cba' })
})

test('counts the files of a folder when it may read them', async () => {
  const host = createTestHost(extension, { grants: ['entries.read'] })
  host.entries.put('/notes/one.md', 'one')
  host.entries.put('/notes/two.md', 'two')
  assert.deepEqual(await host.query('count_files', { folder: '/notes' }), { files: 2 })
})

test('is refused a folder that nobody has granted', async () => {
  const host = createTestHost(extension)
  await assert.rejects(host.query('count_files', { folder: '/notes' }), { code: 'permission_denied' })
})
