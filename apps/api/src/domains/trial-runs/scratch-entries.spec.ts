import { expect, it } from 'vitest'
import { ScratchEntries } from './scratch-entries.ts'

type NewEntry = Parameters<ScratchEntries['create']>[1]
const entry = (path: string, metadata: NewEntry['metadata'] = {}): NewEntry => ({ path, metadata, text: '' })

it('has no room for ever more empty files, whatever is said of them', async () => {
  const entries = new ScratchEntries()
  const fill = async () => {
    for (let at = 0; at < 2_000; at += 1) await entries.create('', entry(`/a${at}`, { said: 'm'.repeat(16_000) }))
  }
  await expect(fill()).rejects.toMatchObject({ code: 'storage_full' })
})

it('refuses a file in the place of a folder, and a folder in the place of a file', async () => {
  const entries = new ScratchEntries()
  await entries.create('', entry('/a/b/c'))
  for (const path of ['/a', '/a/b', '/a/b/c/d']) await expect(entries.create('', entry(path))).rejects.toThrow()
  await expect(entries.create('', entry('/a/b/c'))).rejects.toThrow()
  expect((await entries.create('', entry('/a/b/d'))).path).toBe('/a/b/d')
})

it('says of what type a file or a sidecar is that nobody says it of, as the marketplace does', async () => {
  const entries = new ScratchEntries()
  const typeOf = async (input: Partial<NewEntry>) =>
    (await entries.create('', { ...entry('/a.csv'), ...input })).mimeType
  expect(await typeOf({})).toBe('text/csv')
  expect(await typeOf({ path: '/b', text: undefined, base64: '' })).toBe('application/octet-stream')
  expect(await typeOf({ path: '/c.csv', mimeType: 'text/x-own' })).toBe('text/x-own')
  const sidecar = { entry: entries.add('/d', ''), text: '{}' }
  expect((await entries.writeSidecar('', { ...sidecar, name: 'facts.json' })).mimeType).toBe('application/json')
})
