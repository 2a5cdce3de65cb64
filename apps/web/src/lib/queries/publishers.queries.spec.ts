import { expect, it } from 'vitest'
import { extensionsOf } from './publishers.queries.ts'

it('names each extension of a list of versions once, as its newest version does', () => {
  const versions = [
    { extension: 'words', name: 'Fine words', version: '2.0.0' },
    { extension: 'notes', name: 'Notes', version: '1.0.0' },
    { extension: 'words', name: 'Words', version: '1.0.0' },
  ]
  expect(extensionsOf(versions)).toEqual([
    { extension: 'words', name: 'Fine words' },
    { extension: 'notes', name: 'Notes' },
  ])
})
