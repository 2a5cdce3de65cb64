import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client'

/** What `/metrics` shows, in Prometheus's text format. One registry a server, so that tests can start several. */
export class Metrics {
  readonly registry = new Registry()
  readonly requestSeconds = new Histogram({
    name: 'grantry_http_request_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [this.registry],
  })
  readonly calls = new Counter({
    name: 'grantry_operation_calls_total',
    help: 'Calls of operations of extensions, by outcome: ok or the code of the failure',
    labelNames: ['outcome'],
    registers: [this.registry],
  })
  readonly fuel = new Counter({
    name: 'grantry_fuel_consumed_total',
    help: 'Fuel consumed by extensions',
    registers: [this.registry],
  })
  readonly callFuel = new Histogram({
    name: 'grantry_operation_fuel',
    help: 'Fuel of one call of an operation of an extension, failed ones included',
    buckets: [1e4, 1e5, 1e6, 1e7, 1e8, 1e9],
    registers: [this.registry],
  })
  readonly callSeconds = new Histogram({
    name: 'grantry_operation_seconds',
    help: 'Time of a call of an operation of an extension, failed ones included, by stage: queue, load, run, host',
    labelNames: ['stage'],
    buckets: [0.0001, 0.0005, 0.002, 0.01, 0.05, 0.25, 1, 5],
    registers: [this.registry],
  })
  readonly hostCalls = new Counter({
    name: 'grantry_host_calls_total',
    help: 'Host calls of extensions, by permission and decision of the gate',
    labelNames: ['permission', 'decision'],
    registers: [this.registry],
  })

  constructor() {
    collectDefaultMetrics({ register: this.registry })
  }
}
