import { Injectable } from '@nestjs/common'
import { Gauge } from 'prom-client'
import { Metrics } from '../../platform/http/index.ts'
import { ReconciliationsRepository } from './reconciliations.repository.ts'

/** What `/metrics` shows of money. */
@Injectable()
export class EarningsMetrics {
  constructor({ registry }: Metrics, reconciliations: ReconciliationsRepository) {
    registry.registerMetric(
      new Gauge({
        name: 'grantry_billing_drift',
        help: 'Things in which the ledger and the payment provider differed when they were last compared; alarm above 0',
        registers: [],
        async collect() {
          this.set(await reconciliations.driftCount())
        },
      }),
    )
  }
}
