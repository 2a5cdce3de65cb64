import { ENDED_JOB_STATES, type Job, type JobEvent, type JobLine, type JobSummary } from '@grantry/contract'
import { amountTexts, durationText, lineText, oneLine, percentText, reasonText, stateText } from './job-text.ts'
import { printableJson } from './printable.ts'
import { progressBar } from './progress-bar.ts'
import { createStatusLine } from './status-line.ts'
import { outputColors, writeNote, writeOutput } from './terminal.ts'

/** Tells what happens to a job that is being watched. */
export interface JobReport {
  event(event: JobEvent): void
  /** The connection was lost and is being made anew. */
  lost(): void
  /** The job as it ended. */
  ended(job: Job): void
  /** Nothing more will be told. */
  stop(): void
}

/** For programs: each event as one line of JSON. */
export const machineReport = (): JobReport => ({
  event: (event) => writeOutput(printableJson(event)),
  lost: () => undefined,
  ended: () => undefined,
  stop: () => undefined,
})

/**
 * For people: warnings, errors and changes of state line by line on standard output. How far the job is stands in a bar
 * on standard error when that is a terminal, and otherwise in lines as well.
 */
export class PeopleReport implements JobReport {
  readonly #bar = createStatusLine()
  readonly #printed = new Set<string>()
  #lastLine = ''
  #isLost = false

  event(event: JobEvent): void {
    this.#isLost = false
    if (event.event === 'snapshot') this.#printLines([...event.data.warnings, ...event.data.errors])
    if (event.event === 'lines') this.#printLines(event.data.items)
    if (event.event === 'snapshot' || event.event === 'change') this.#showState(event.data)
  }

  lost(): void {
    if (this.#isLost) return
    this.#isLost = true
    this.#above(() => writeNote('The connection was lost; trying again …'))
  }

  ended(job: Job): void {
    const took = durationText(job)
    this.#bar?.clear()
    const message = (job.message ?? '') === '' ? [] : [oneLine(job.message ?? '')]
    const facts = [...message, ...amountTexts(job), ...(took === null ? [] : [took])]
    this.#print([STATE_COLORS[job.state](job.state), ...facts].join(' · '))
  }

  stop(): void {
    this.#bar?.clear()
  }

  #showState(job: JobSummary): void {
    if (ENDED_JOB_STATES.includes(job.state)) return
    const line = this.#bar === null ? progressLine(job) : standstillLine(job)
    if (line !== null && line !== this.#lastLine) this.#print(line)
    this.#lastLine = line ?? ''
    this.#bar?.show(barText(job))
  }

  /** Logs are left to `jobs logs`. A snapshot tells again what was told before. */
  #printLines(lines: readonly JobLine[]): void {
    const fresh = lines.filter(({ id, kind }) => kind !== 'log' && !this.#printed.has(id))
    for (const line of fresh.toSorted((a, b) => (a.at < b.at ? -1 : 1))) {
      this.#printed.add(line.id)
      this.#print(lineText(line))
    }
  }

  #print(text: string): void {
    this.#above(() => writeOutput(text))
  }

  #above(write: () => void): void {
    if (this.#bar === null) write()
    else this.#bar.above(write)
  }
}

const STATE_COLORS: Record<JobSummary['state'], (text: string) => string> = {
  queued: outputColors.dim,
  running: outputColors.cyan,
  paused: outputColors.yellow,
  completed: outputColors.green,
  failed: outputColors.red,
  cancelled: outputColors.yellow,
}

/** `running · 42% · Message 5 of 12 · 5 items`. */
const progressLine = (job: JobSummary): string =>
  [stateText(job), percentText(job), job.message === null ? '' : oneLine(job.message), ...amountTexts(job), why(job)]
    .filter((part) => part !== '')
    .join(' · ')

const why = ({ reason }: JobSummary): string => (reason === null ? '' : reasonText(reason))

/** What a bar cannot tell: why nothing moves. */
const standstillLine = (job: JobSummary): string | null =>
  job.reason === null ? null : `${STATE_COLORS[job.state](stateText(job))}: ${reasonText(job.reason)}`

function barText(job: JobSummary): string {
  const message = job.message === null ? stateText(job) : oneLine(job.message)
  return [progressBar(job.progress), message, ...amountTexts(job)].join(' · ')
}
