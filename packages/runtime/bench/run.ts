// node bench/run.ts [--smoke]
//
// Figures to compare within one run, never across machines. `--smoke` runs everything once over, to see that it runs.
import { parseArgs } from 'node:util'
import { benchBoundary } from './boundary.bench.ts'
import { benchColdStart } from './cold-start.bench.ts'
import { benchMetering } from './metering.bench.ts'

const { values } = parseArgs({ options: { smoke: { type: 'boolean', default: false } } })
const size = values.smoke ? { rounds: 1, warmUpMs: 0, calls: 50 } : { rounds: 25, warmUpMs: 1_500, calls: 20_000 }

for (const bench of [benchMetering, benchBoundary, benchColdStart]) {
  process.stdout.write(`${(await bench(size)).join('\n')}\n\n`)
}
