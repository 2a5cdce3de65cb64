import { z } from 'zod'
import type { PeriodRef } from './usage.repository.ts'

/** What is told to the provider: how many blocks of a period were begun beyond those that it was told of. */
export interface UsageReport {
  period: PeriodRef
  blocks: bigint
}

/** The provider takes each name once. It names the blocks, so that those of a report that was refused can be told with others. */
export const reportNameOf = (
  { subscriptionId, startsAt }: PeriodRef,
  { from, to }: { from: bigint; to: bigint },
): string => `${subscriptionId}:${startsAt.getTime()}:${from}-${to}`

const paramsSchema = z.object({ identifier: z.string(), payload: z.object({ value: z.coerce.bigint() }) })

/** Reads a report from the request by which it was told. */
export function reportOf(params: unknown): UsageReport {
  const { identifier, payload } = paramsSchema.parse(params)
  const [subscriptionId = '', startsAtMs] = identifier.split(':')
  return { period: { subscriptionId, startsAt: new Date(Number(startsAtMs)) }, blocks: payload.value }
}

/** A moment of the period, in seconds: what is told late, or asked for again, counts in the period in which it was used. */
export function secondsWithin({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }, now: Date): number {
  const [first, last] = [startsAt.getTime() / 1_000, endsAt.getTime() / 1_000 - 1]
  return Math.floor(Math.min(Math.max(now.getTime() / 1_000, first), last))
}
