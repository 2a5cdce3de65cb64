import { Injectable } from '@nestjs/common'
import { JOB_STATES } from '@grantry/contract'
import { Counter, Gauge, Histogram } from 'prom-client'
import { Metrics } from '../../platform/http/index.ts'
import { JobsRepository } from './jobs.repository.ts'

/** What `/metrics` shows of jobs. */
@Injectable()
export class JobMetrics {
  readonly runSeconds: Histogram
  readonly takeovers: Counter

  constructor({ registry }: Metrics, jobs: JobsRepository) {
    const registers = [registry]
    this.runSeconds = new Histogram({
      name: 'grantry_job_run_seconds',
      help: 'Time of one run of a job on this node, by how it ended',
      labelNames: ['outcome'],
      buckets: [0.1, 1, 10, 60, 600, 3_600, 21_600],
      registers,
    })
    this.takeovers = new Counter({
      name: 'grantry_job_takeovers_total',
      help: 'Runs that this node took over from nodes that were gone',
      registers,
    })
    registry.registerMetric(
      new Gauge({
        name: 'grantry_jobs',
        help: 'Jobs of all nodes, by state',
        labelNames: ['state'],
        registers: [],
        async collect() {
          const counts = await jobs.countByState()
          for (const state of JOB_STATES) this.set({ state }, counts.get(state) ?? 0)
        },
      }),
    )
  }
}
