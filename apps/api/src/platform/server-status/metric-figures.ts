import { type JobState, jobStateSchema, type ServerStatus } from '@grantry/contract'
import type { Metrics } from '../http/index.ts'

/** A sample of a metric: histograms have several series, told apart by `metricName`. */
interface Sample {
  value: number
  labels: Partial<Record<string, string | number>>
  metricName?: string
}

const TOO_MANY = 429

/** What this process has counted since its start; the same figures as those of `/metrics`. */
export async function countsOf({ requestSeconds, calls }: Metrics): Promise<ServerStatus['sinceStart']> {
  const samples: Sample[] = (await requestSeconds.get()).values
  const requests = samples.filter(({ metricName }) => metricName?.endsWith('_count'))
  const outcomes: Sample[] = (await calls.get()).values
  const statusOf = ({ labels }: Sample): number => Number(labels['status'])
  return {
    requests: sum(requests),
    serverErrors: sum(requests.filter((sample) => statusOf(sample) >= 500)),
    tooMany: sum(requests.filter((sample) => statusOf(sample) === TOO_MANY)),
    calls: sum(outcomes),
    failedCalls: sum(outcomes.filter(({ labels }) => labels['outcome'] !== 'ok')),
  }
}

/** Jobs of all nodes. */
export async function jobsOf(metrics: Metrics): Promise<Partial<Record<JobState, number>>> {
  const samples = await samplesOf(metrics, 'grantry_jobs')
  return Object.fromEntries(samples.map(({ labels, value }) => [jobStateSchema.parse(labels['state']), value]))
}

/** Things in which the books and the payment provider differed when they were last compared. */
export const driftOf = async (metrics: Metrics): Promise<number> =>
  sum(await samplesOf(metrics, 'grantry_billing_drift'))

/** Of a metric that a domain has added; none while it has not. */
async function samplesOf({ registry }: Metrics, name: string): Promise<Sample[]> {
  const metric = await registry.getSingleMetric(name)?.get()
  return metric?.values ?? []
}

const sum = (samples: readonly Sample[]): number => samples.reduce((total, { value }) => total + value, 0)
