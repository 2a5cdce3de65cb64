// node bench/run.ts [--smoke] [--only <name>]…
//
// Measures, prints, and writes docs/benchmarks.md when everything was measured at its full size. `--smoke` runs
// everything once over, to see that it runs.
import { parseArgs } from 'node:util'
import { benchBoundary } from './boundary.bench.ts'
import { benchColdStart } from './cold-start.bench.ts'
import { benchFootprint } from './footprint.bench.ts'
import { benchHostCalls } from './host-calls.bench.ts'
import { benchHostile } from './hostile.bench.ts'
import { benchMetering } from './metering.bench.ts'
import { writeReport } from './report.ts'
import { toText, type Section, type Size } from './section.ts'

const BENCHES: Record<string, (size: Size) => Promise<Section | Section[]>> = {
  metering: benchMetering,
  boundary: benchBoundary,
  'host-calls': benchHostCalls,
  'cold-start': benchColdStart,
  footprint: benchFootprint,
  hostile: benchHostile,
}

const { values } = parseArgs({
  options: { smoke: { type: 'boolean', default: false }, only: { type: 'string', multiple: true } },
})
const size = values.smoke
  ? { rounds: 1, warmUpMs: 0, processes: 1, calls: 50 }
  : { rounds: 25, warmUpMs: 1_500, processes: 3, calls: 10_000 }
const names = values.only ?? Object.keys(BENCHES)

const sections: Section[] = []
for (const name of names) {
  const measured = [await BENCHES[name]!(size)].flat()
  for (const section of measured) process.stdout.write(`${toText(section)}\n\n`)
  sections.push(...measured)
}
if (!values.smoke && values.only === undefined) await writeReport(sections)
