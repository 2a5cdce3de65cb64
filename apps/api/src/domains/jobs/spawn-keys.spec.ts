import { expect, it } from 'vitest'
import { SpawnKeys } from './spawn-keys.ts'

it('names the same spawns the same when a run begins again at the same checkpoint', () => {
  const spawns = (keys: SpawnKeys) => [
    keys.next('a:b', '{}'),
    keys.next('a:b', '{}'),
    keys.next('a:b', '{"n":1}'),
    keys.next('a:c', '{}'),
  ]
  const first = spawns(new SpawnKeys(3))
  expect(new Set(first).size).toBe(4)
  expect(spawns(new SpawnKeys(3))).toEqual(first)
})

it('gives a spawn another name after a checkpoint, also to the run that begins there', () => {
  const keys = new SpawnKeys(0)
  const before = keys.next('a:b', '{}')
  keys.checkpoint()
  const behind = keys.next('a:b', '{}')
  expect(behind).not.toBe(before)
  expect(new SpawnKeys(1).next('a:b', '{}')).toBe(behind)
})

it('does not care for the order of different spawns', () => {
  const [one, two] = [new SpawnKeys(0), new SpawnKeys(0)]
  expect([one.next('a:b', '1'), one.next('a:b', '2')].toSorted()).toEqual(
    [two.next('a:b', '2'), two.next('a:b', '1')].toSorted(),
  )
})
