import type { Entry } from '@grantry/sdk/client/page'
import { expect, it } from 'vitest'
import { folderTrail, listFolder } from './folders.ts'

const entry = (path: string) => ({ path, name: path.split('/').at(-1) }) as Entry
const entries = ['/notes.txt', '/receipts/2026/a.txt', '/receipts/b.txt', '/drafts/c.txt'].map(entry)

it('shows the folders directly in a folder, sorted and once each, and its own files', () => {
  const { folders, files } = listFolder('/', entries)
  expect(folders).toEqual([
    { name: 'drafts', path: '/drafts' },
    { name: 'receipts', path: '/receipts' },
  ])
  expect(files.map(({ path }) => path)).toEqual(['/notes.txt'])
})

it('looks below one folder only', () => {
  const { folders, files } = listFolder('/receipts', entries)
  expect(folders).toEqual([{ name: '2026', path: '/receipts/2026' }])
  expect(files.map(({ path }) => path)).toEqual(['/receipts/b.txt'])
})

it('names every folder on the way', () => {
  expect(folderTrail('/a/b').map(({ path }) => path)).toEqual(['/', '/a', '/a/b'])
})
