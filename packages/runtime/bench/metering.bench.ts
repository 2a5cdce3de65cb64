import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { inspect } from '../src/inspect/index.ts'
import { instrument } from '../src/instrument/index.ts'
import { ENGINE_FLAGS } from '../src/sandbox/supervisor/spawn-sandbox.ts'
import { geometricMean, interleave, quantile } from './interleaved.ts'
import type { Measurement } from './metered-program.ts'
import { PACKAGED_PROGRAMS } from './packaged-programs.ts'
import { atLeast, atMost, type Section, type Size } from './section.ts'

const CAPS = { memoryPages: 65_536, tableElements: 1_000_000 }

/** Those that are compiled from `programs/`, and those that packages bring along. */
const COMPILED_HERE = ['compression', 'embedded', 'image', 'json', 'pattern', 'recursion', 'sha-256', 'sort'] as const
const PROGRAMS = [...COMPILED_HERE, ...Object.keys(PACKAGED_PROGRAMS)]

const TARGETS = { meanTime: 1.12, worstTime: 1.35, size: 1.4, megabytesPerSecond: 60 } as const

/** What metering costs: the same programs with and without, each in fresh processes; and the rewriting itself. */
export async function benchMetering(size: Size): Promise<Section[]> {
  const measured: Measurement[] = []
  for (const program of PROGRAMS) measured.push(await measure(program, size))
  return [programSection(measured, size), await rewritingSection(Math.max(3, size.rounds))]
}

function programSection(measured: readonly Measurement[], { processes }: Size): Section {
  const times = measured.map(({ time }) => time)
  const [mean, worst] = [geometricMean(times), Math.max(...times)]
  const slicedTimes = measured.map(({ slicedTime }) => slicedTime)
  const size = geometricMean(measured.map((each) => each.size))
  return {
    title: 'Metering',
    about: `Programs with a meter against the same programs without, in turn, each in ${processes} processes of its own, of which the middle one counts: time and size of the code. In slices: with the way to more fuel in it, which is not taken here. The first eight are ours, in C (bench/programs): embedded does the kinds of work that CoreMark does. The others come from npm: sqlite does some of what its own speed test does.`,
    columns: ['program', 'time', 'in slices', 'size', 'target'],
    rows: [
      ...PROGRAMS.map((program, index) => {
        const each = measured[index]!
        return [program, each.time.toFixed(2), each.slicedTime.toFixed(2), each.size.toFixed(2), '']
      }),
      [
        'geometric mean, time',
        mean.toFixed(2),
        geometricMean(slicedTimes).toFixed(2),
        '',
        `≤ ${TARGETS.meanTime} ${atMost(mean, TARGETS.meanTime)}`,
      ],
      [
        'worst, time',
        worst.toFixed(2),
        Math.max(...slicedTimes).toFixed(2),
        '',
        `≤ ${TARGETS.worstTime} ${atMost(worst, TARGETS.worstTime)}`,
      ],
      ['geometric mean, size', '', '', size.toFixed(2), `≤ ${TARGETS.size} ${atMost(size, TARGETS.size)}`],
    ],
  }
}

/** Inspection and rewriting of all packaged modules, one after the other, warm. */
async function rewritingSection(rounds: number): Promise<Section> {
  const modules = await Promise.all(Object.values(PACKAGED_PROGRAMS).map(({ wasm }) => readFile(wasm)))
  const inspected = modules.map((bytes) => ({ bytes, info: inspect(bytes) }))
  const times = interleave(
    {
      inspect: () => modules.forEach((bytes) => inspect(bytes)),
      instrument: () => inspected.forEach(({ bytes, info }) => instrument(bytes, info, CAPS)),
      both: () => modules.forEach((bytes) => instrument(bytes, inspect(bytes), CAPS)),
      validate: () => modules.forEach((bytes) => WebAssembly.validate(bytes)),
    },
    rounds,
  )
  const megabytes = modules.reduce((sum, { length }) => sum + length, 0) / 1e6
  const speed = (step: keyof typeof times) => megabytes / (quantile(times[step], 0.5) / 1000)
  const target = TARGETS.megabytesPerSecond
  return {
    title: 'Rewriting',
    about: `What it takes to put a meter into a module, once for each digest: ${modules.length} modules of ${megabytes.toFixed(1)} MB together, warm. The engine's own validation, native code on all processors, tells how fast this machine was.`,
    columns: ['step', 'MB/s', 'target'],
    rows: [
      ['inspect', speed('inspect').toFixed(0), ''],
      ['instrument', speed('instrument').toFixed(0), `≥ ${target} ${atLeast(speed('instrument'), target)}`],
      ['both', speed('both').toFixed(0), ''],
      ["the engine's validation", speed('validate').toFixed(0), ''],
    ],
  }
}

/** The medians of several processes: where the engine puts code makes some programs a tenth faster or slower. */
async function measure(program: string, { rounds, warmUpMs, processes }: Size): Promise<Measurement> {
  const measured: Measurement[] = []
  for (let done = 0; done < processes; done += 1) measured.push(await measureOnce(program, rounds, warmUpMs))
  const median = (of: keyof Measurement) =>
    quantile(
      measured.map((each) => each[of]),
      0.5,
    )
  return { time: median('time'), slicedTime: median('slicedTime'), size: median('size') }
}

async function measureOnce(program: string, rounds: number, warmUpMs: number): Promise<Measurement> {
  const script = fileURLToPath(new URL('metered-program.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--no-wasm-native-module-cache',
    ...ENGINE_FLAGS,
    script,
    program,
    String(rounds),
    String(warmUpMs),
  ])
  return JSON.parse(stdout) as Measurement
}
