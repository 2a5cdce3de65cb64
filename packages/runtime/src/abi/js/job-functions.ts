import type { ActiveJob, Counter, NoteKind } from '../../call/active-job.ts'
import { GuestFault } from '../../faults.ts'
import { PRICES, type Limits } from '../../limits.ts'
import { LOG_LINE_BYTES, METHOD_BYTES, REFUSALS } from '../abi.ts'
import type { Pointer } from './engine-imports.ts'
import type { QuickJs } from './quick-js.ts'

interface Run {
  readonly engine: QuickJs
  readonly job: ActiveJob
  readonly limits: Limits
}
/** A value at once, or the JSON text of a reply that comes later. */
type Answer = Pointer | Promise<string>
type JobFunction = (run: Run, first: Pointer, second: Pointer) => Answer

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

const noting =
  (kind: NoteKind): JobFunction =>
  ({ engine, job }, message) => {
    engine.meter.charge(PRICES.log)
    job.note(kind, engine.excerpt(message, LOG_LINE_BYTES))
    return engine.undefined()
  }

/** The prelude has made the count a decimal text, because no number of JavaScript holds 64 bits. */
const counting =
  (counter: Counter): JobFunction =>
  ({ engine, job }, count) => {
    engine.meter.charge(PRICES.other)
    const digits = engine.excerpt(count, 20)
    if (!/^\d{1,20}$/.test(digits)) throw new GuestFault('guest_trap', 'a count is not in decimal digits')
    job.count(counter, BigInt.asUintN(64, BigInt(digits)))
    return engine.undefined()
  }

const inJson = async (answer: Promise<unknown>): Promise<string> => JSON.stringify(await answer)

/** The host's half of the prelude's `grantry.job`, by the names that the prelude uses. */
const JOB_FUNCTIONS: ReadonlyMap<string, JobFunction> = new Map<string, JobFunction>([
  ['state', ({ engine, job }) => (job.state === null ? engine.null() : engine.newBytes(job.state))],
  ['text', ({ engine, job }) => (job.state === null ? engine.null() : engine.newText(utf8.decode(job.state)))],
  ['warning', noting('warning')],
  ['error', noting('error')],
  ['log', noting('log')],
  ['bytes', counting('bytes')],
  ['items', counting('items')],
  [
    'checkpoint',
    ({ engine, job }, state) => {
      engine.meter.charge(PRICES.checkpoint)
      const bytes = engine.bytes(state)
      return job.takesState(bytes.length) ? inJson(job.checkpoint(bytes)) : Promise.resolve('false')
    },
  ],
  [
    'progress',
    ({ engine, job }, fraction, message) => {
      engine.meter.charge(PRICES.turn)
      return inJson(job.progress(engine.number(fraction), engine.excerpt(message, LOG_LINE_BYTES)))
    },
  ],
  [
    'interrupt',
    ({ engine, job }) => {
      engine.meter.charge(PRICES.turn)
      return inJson(job.checkInterrupt())
    },
  ],
  [
    'spawn',
    ({ engine, job, limits }, type, params) => {
      engine.meter.charge(PRICES.hostCall)
      const text = engine.text(params, limits.hostCallBytes)
      if (text === null) return Promise.resolve(REFUSALS.payloadTooLarge)
      return job.spawn(engine.excerpt(type, METHOD_BYTES), text)
    },
  ],
])

/** Carries out what the prelude asks of the job that runs. @throws GuestFault */
export function jobFunction(run: Run, name: string, first: Pointer, second: Pointer): Answer {
  const found = JOB_FUNCTIONS.get(name)
  if (found === undefined) throw new GuestFault('guest_trap', 'the engine called a job function that there is not')
  return found(run, first, second)
}
