import type { ActiveJob, Counter, NoteKind } from '../../call/active-job.ts'
import { errorReply, LOG_LINE_BYTES, METHOD_BYTES, REFUSALS } from '../abi.ts'
import { PRICES } from '../../limits.ts'
import type { CoreImport } from './allow-list.ts'
import type { CoreContext } from './core-context.ts'
import type { Enter, ImportFunction } from './imports.ts'
import { isSameUuid } from './library.ts'

const UUID_BYTES = 16
const NO_JOB = 'No job is active'
const FOREIGN_JOB = 'This is not the job that runs'
const INTERRUPTS = { none: 0, pause: 1, cancel: 2 } as const

type JobImport = Exclude<CoreImport, 'spacedrive_call' | 'spacedrive_log' | 'register_job'>
type JobFunctions = Record<JobImport, ImportFunction>

/** What a function answers where no job runs, and for a job that is not the one that runs. */
interface Refusals<Answer> {
  readonly none: Answer
  readonly foreign: Answer
}

const NOTHING: Refusals<void> = { none: undefined, foreign: undefined }
const FAILED: Refusals<1> = { none: 1, foreign: 1 }
const NO_STATE: Refusals<0> = { none: 0, foreign: 0 }
/** Whoever asks for another job is told to stop. */
const NO_INTERRUPT: Refusals<number> = { none: INTERRUPTS.none, foreign: INTERRUPTS.cancel }
const NO_CHILD: Refusals<string> = {
  none: errorReply('no_active_job', NO_JOB),
  foreign: errorReply('foreign_job', FOREIGN_JOB),
}

/**
 * The job functions of one instance. Their pointers are checked whether or not a job runs. Those that return a promise
 * must be wrapped as suspending. A guest may declare `job_report_progress` without a result; the engine then drops it.
 */
export function jobImports(enter: Enter): JobFunctions {
  let warned = false

  /** Does something with the job that runs, if `pointer` names it. */
  function withJob<Answer, Done>(
    name: JobImport,
    { memory, scope, phase }: CoreContext,
    pointer: number,
    refusals: Refusals<Answer>,
    work: (job: ActiveJob) => Done,
  ): Answer | Done {
    const id = memory.copy(pointer, UUID_BYTES, `${name}: the job`)
    const job = phase === 'running' ? scope.job : null
    if (job === null) {
      if (!warned) scope.log('warn', `${name}: ${NO_JOB}`)
      warned = true
      return refusals.none
    }
    if (isSameUuid(id, job.id)) return work(job)
    scope.log('warn', `${name}: ${FOREIGN_JOB}`)
    return refusals.foreign
  }

  /** The beginning of a text, paid for by its whole length. */
  function message(name: JobImport, { memory, meter }: CoreContext, pointer: number, length: number): string {
    const text = memory.excerpt(pointer, length, LOG_LINE_BYTES, `${name}: the text`)
    meter.charge(PRICES.byte * BigInt(length >>> 0))
    return text
  }

  const noting =
    (name: JobImport, kind: NoteKind): ImportFunction =>
    (job = 0, pointer = 0, length = 0) => {
      const entered = enter(name, PRICES.log)
      const text = message(name, entered, pointer, length)
      withJob(name, entered, job, NOTHING, (active) => active.note(kind, text))
    }

  const counting =
    (name: JobImport, counter: Counter) =>
    (job = 0, count = 0n) => {
      const entered = enter(name, PRICES.other)
      withJob(name, entered, job, NOTHING, (active) => active.count(counter, BigInt.asUintN(64, count)))
    }

  return {
    job_report_progress(job = 0, fraction = 0, pointer = 0, length = 0) {
      const name = 'job_report_progress'
      const entered = enter(name, PRICES.turn)
      const text = message(name, entered, pointer, length)
      return withJob(name, entered, job, FAILED, async (active) => ((await active.progress(fraction, text)) ? 0 : 1))
    },
    job_checkpoint(job = 0, pointer = 0, length = 0) {
      const name = 'job_checkpoint'
      const entered = enter(name, PRICES.checkpoint)
      const { memory, meter } = entered
      memory.require(pointer, length, `${name}: the state`)
      meter.charge(PRICES.byte * BigInt(length >>> 0))
      return withJob(name, entered, job, FAILED, async (active) => {
        const isSaved = await active.checkpoint(memory.copy(pointer, length, `${name}: the state`))
        return isSaved ? 0 : 1
      })
    },
    job_load_state(job = 0) {
      const name = 'job_load_state'
      const entered = enter(name, PRICES.other)
      return withJob(name, entered, job, NO_STATE, ({ state }) => (state === null ? 0 : entered.place(state)))
    },
    job_check_interrupt(job = 0) {
      const name = 'job_check_interrupt'
      const entered = enter(name, PRICES.turn)
      const check = async (active: ActiveJob) => INTERRUPTS[(await active.checkInterrupt()) ?? 'none']
      return withJob(name, entered, job, NO_INTERRUPT, check)
    },
    job_add_warning: noting('job_add_warning', 'warning'),
    job_add_error: noting('job_add_error', 'error'),
    job_log: noting('job_log', 'log'),
    job_increment_bytes: counting('job_increment_bytes', 'bytes'),
    job_increment_items: counting('job_increment_items', 'items'),
    job_spawn_child(job = 0, typePointer = 0, typeLength = 0, paramsPointer = 0, paramsLength = 0) {
      const name = 'job_spawn_child'
      const entered = enter(name, PRICES.hostCall)
      const { memory, meter, scope, place } = entered
      memory.require(typePointer, typeLength, `${name}: the type`)
      memory.require(paramsPointer, paramsLength, `${name}: the params`)
      const reply = withJob(name, entered, job, NO_CHILD, (active) => {
        if (paramsLength >>> 0 > scope.limits.hostCallBytes) return REFUSALS.payloadTooLarge
        meter.charge(PRICES.byte * BigInt(paramsLength >>> 0))
        const type = memory.name(typePointer, typeLength, METHOD_BYTES, `${name}: the type`)
        return active.spawn(type, memory.text(paramsPointer, paramsLength, `${name}: the params`))
      })
      return typeof reply === 'string' ? place(reply) : reply.then(place)
    },
  }
}
