import { expect, it } from 'vitest'
import { workspaceAddress } from './workspace-address.ts'

const mine = { id: '1', slug: 'home', name: 'Home', role: 'owner' } as const
const theirs = { id: '2', slug: 'home', name: 'Home', role: 'member' } as const

it('names a workspace by its slug', () => {
  expect(workspaceAddress(mine, [mine])).toBe('home')
})

it('names it by its id when the person belongs to two of the same slug', () => {
  expect(workspaceAddress(mine, [mine, theirs])).toBe('1')
})
