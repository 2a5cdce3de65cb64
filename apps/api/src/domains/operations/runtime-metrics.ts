import type { Runtime, RuntimeStats } from '@grantry/runtime'
import { Gauge, type Registry } from 'prom-client'

/** What `/metrics` shows of the runtime as it is when somebody looks, by the name of the figure. */
const GAUGES: Record<string, { help: string; read: (stats: RuntimeStats) => number }> = {
  grantry_sandboxes: { help: 'Sandboxes that serve a workspace', read: ({ sandboxes }) => sandboxes },
  grantry_sandboxes_warm: { help: 'Sandboxes that wait for one', read: ({ warmSandboxes }) => warmSandboxes },
  grantry_sandboxes_lost: { help: 'Sandboxes killed or crashed since the start', read: (stats) => stats.sandboxesLost },
  grantry_calls_active: { help: 'Calls of extensions under way', read: ({ activeCalls }) => activeCalls },
  grantry_calls_waiting: {
    help: 'Calls of extensions that wait for a place',
    read: ({ waitingCalls }) => waitingCalls,
  },
}

export function exposeRuntime(registry: Registry, runtime: Runtime): void {
  for (const [name, { help, read }] of Object.entries(GAUGES)) {
    const collect = function (this: Gauge) {
      this.set(read(runtime.stats()))
    }
    registry.registerMetric(new Gauge({ name, help, collect, registers: [] }))
  }
}
