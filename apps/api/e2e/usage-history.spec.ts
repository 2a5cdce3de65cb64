import type { InstallUsageHistory, UsageBucket, WorkspaceUsage } from '@grantry/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UsageRetention } from '../src/domains/operations/usage-retention.ts'
import { query } from '../test/stored.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { anApprovedVersion, anInstall, freshName, type InstallStory } from '../test/stories.ts'

const CODE = `
  export const work = ({ turns }) => { let sum = 0; for (let i = 0; i < turns; i++) sum += i; return sum }
  export const fail = () => { throw new Error('It was asked to fail') }`
const operations = ['work', 'fail'].map((name) => ({ type: 'query', name, export: name }))
const limits = { fuel: 2_000_000_000, memoryMiB: 32, deadlineMs: 20_000 }

let server: TestServer
let story: InstallStory
const id = freshName('busy')
const calls: number[] = []
beforeAll(async () => {
  server = await startTestServer()
  await anApprovedVersion(server, { code: CODE, manifest: { id, operations, limits } })
  story = await anInstall(server, id, [])
  for (const turns of [1, 2_000, 10]) {
    const { headers } = await story.person.call(story.workspace, `${id}:work`, { turns })
    calls.push(Number(headers.get('x-fuel-consumed')))
  }
  await story.person.call(story.workspace, `${id}:fail`, {})
})
afterAll(() => server.close())

const historyOf = async (span: string): Promise<InstallUsageHistory> =>
  (await story.person.get(`/v1/workspaces/${story.workspace}/installs/${story.install.id}/usage/history?span=${span}`))
    .body
const sum = (buckets: UsageBucket[], pick: (bucket: UsageBucket) => number) =>
  buckets.reduce((total, bucket) => total + pick(bucket), 0)

describe('what an install used over time', () => {
  it.each([
    ['hour', 60, 60],
    ['day', 48, 1_800],
    ['week', 84, 7_200],
  ])('is told for the last %s in %i parts of %i seconds, empty ones too', async (span, parts, stepSeconds) => {
    const { buckets, ...history } = await historyOf(span)
    expect([history.span, history.stepSeconds, buckets.length]).toEqual([span, stepSeconds, parts])
    const instants = buckets.map(({ at }) => Date.parse(at))
    expect(instants[0]).toBe(Date.parse(history.from))
    expect(new Set(instants.slice(1).map((at, index) => at - instants[index]!))).toEqual(new Set([stepSeconds * 1_000]))
    expect(sum(buckets, (bucket) => bucket.calls)).toBe(4)
    expect(sum(buckets, (bucket) => bucket.failed)).toBe(1)
  })

  it('stands beside the limits of the install', async () => {
    const { limits: allowed } = await historyOf('hour')
    expect(allowed).toEqual({ fuelPerCall: limits.fuel, memoryPages: limits.memoryMiB * 16, callsPerMinute: 1_000 })
  })

  it('has the call that used most, and the memory at its peak', async () => {
    const { buckets } = await historyOf('day')
    expect(Math.max(...buckets.map(({ mostFuel }) => mostFuel))).toBe(Math.max(...calls))
    expect(Math.max(...buckets.map(({ peakPages }) => peakPages))).toBeGreaterThan(0)
    const used = buckets.filter(({ calls: count }) => count > 0)
    for (const { fuel, mostFuel, busiestMinute, calls: count } of used) {
      expect(Number(fuel)).toBeGreaterThanOrEqual(mostFuel)
      expect(busiestMinute).toBeLessThanOrEqual(count)
    }
  })

  it('refuses a span that there is none of', async () => {
    const { status, body } = await story.person.get(
      `/v1/workspaces/${story.workspace}/installs/${story.install.id}/usage/history?span=year`,
    )
    expect([status, body.code]).toEqual([400, 'invalid_input'])
  })
})

it('is told of all installs of a workspace at once', async () => {
  const idle = freshName('idle')
  await anApprovedVersion(server, { code: CODE, manifest: { id: idle, operations } })
  await anInstall(server, idle, [], story)
  const { items, span }: WorkspaceUsage = (await story.person.get(`/v1/workspaces/${story.workspace}/usage`)).body
  expect(span).toBe('day')
  expect(items.map(({ extension, calls: count, failed }) => [extension, count, failed])).toEqual([
    [id, 4, 1],
    [idle, 0, 0],
  ])
  expect(items[0]!.series.reduce((total, count) => total + count)).toBe(4)
  expect(items[0]!.mostFuel).toBe(Math.max(...calls))
})

it('is forgotten after a week and a day', async () => {
  await query(server, `UPDATE usage_minutes SET minute = minute - interval '9 days' WHERE install_id = $1`, [
    story.install.id,
  ])
  expect(await server.app.get(UsageRetention).sweep()).toBeGreaterThan(0)
  expect(sum((await historyOf('week')).buckets, (bucket) => bucket.calls)).toBe(0)
  expect(await query(server, 'SELECT 1 FROM usage_minutes WHERE install_id = $1', [story.install.id])).toEqual([])
  const { body } = await story.person.get(`/v1/workspaces/${story.workspace}/installs/${story.install.id}/usage`)
  expect(body.calls.total).toBe(4)
})
