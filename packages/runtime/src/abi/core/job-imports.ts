import type { CoreImport } from './allow-list.ts'
import { errorReply } from '../abi.ts'
import { PRICES } from '../../limits.ts'
import type { Enter } from './imports.ts'

const UUID_BYTES = 16
const NO_JOB = 'No job is active'

type JobImport = Exclude<CoreImport, 'spacedrive_call' | 'spacedrive_log' | 'register_job'>

/**
 * What each job function answers when there is no job, and at which parameter the pointer of its text stands, with the
 * length behind it. A guest may declare `job_report_progress` without a result; the engine then drops the answer.
 */
const ANSWERS: Record<Exclude<JobImport, 'job_spawn_child'>, { answer: 0 | 1; textAt: number | null }> = {
  job_report_progress: { answer: 1, textAt: 2 },
  job_checkpoint: { answer: 1, textAt: 1 },
  job_load_state: { answer: 0, textAt: null },
  job_check_interrupt: { answer: 0, textAt: null },
  job_add_warning: { answer: 0, textAt: 1 },
  job_add_error: { answer: 0, textAt: 1 },
  job_log: { answer: 0, textAt: 1 },
  job_increment_bytes: { answer: 0, textAt: null },
  job_increment_items: { answer: 0, textAt: null },
}

/** The job functions of one instance that runs no job. Their pointers are checked all the same. */
export function jobImports(enter: Enter): Record<JobImport, (...values: number[]) => number> {
  let warned = false

  const answering = (name: keyof typeof ANSWERS) => {
    const { answer, textAt } = ANSWERS[name]
    return (...values: number[]) => {
      const { memory, scope } = enter(name, PRICES.other)
      memory.require(values[0]!, UUID_BYTES, `${name}: the job`)
      if (textAt !== null) memory.require(values[textAt]!, values[textAt + 1]!, `${name}: the text`)
      if (!warned) scope.log('warn', `${name}: ${NO_JOB}`)
      warned = true
      return answer
    }
  }

  return {
    job_report_progress: answering('job_report_progress'),
    job_checkpoint: answering('job_checkpoint'),
    job_load_state: answering('job_load_state'),
    job_check_interrupt: answering('job_check_interrupt'),
    job_add_warning: answering('job_add_warning'),
    job_add_error: answering('job_add_error'),
    job_log: answering('job_log'),
    job_increment_bytes: answering('job_increment_bytes'),
    job_increment_items: answering('job_increment_items'),
    job_spawn_child(job = 0, type = 0, typeLength = 0, params = 0, paramsLength = 0) {
      const { memory, place } = enter('job_spawn_child', PRICES.hostCall)
      memory.require(job, UUID_BYTES, 'job_spawn_child: the job')
      memory.require(type, typeLength, 'job_spawn_child: the type')
      memory.require(params, paramsLength, 'job_spawn_child: the params')
      return place(errorReply('no_active_job', NO_JOB))
    },
  }
}
