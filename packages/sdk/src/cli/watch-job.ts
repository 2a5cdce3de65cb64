import type { Job } from '@grantry/contract'
import type { Client } from '../client/index.ts'
import { CliError } from './cli.errors.ts'
import { machineReport, PeopleReport } from './job-report.ts'
import { reasonText } from './job-text.ts'
import type { Run } from './run.ts'

/**
 * Tells what happens to a job until it has ended. Throws `job_failed` or `job_cancelled` for a job that ended so, and
 * `interrupted` after Ctrl-C, which the job does not notice.
 */
export async function watchJob(run: Run, client: Client, workspace: string, id: string): Promise<void> {
  const report = run.audience === 'machines' ? machineReport() : new PeopleReport()
  const { signal, release } = abortOnInterrupt()
  try {
    const following = { signal, onLost: () => report.lost() }
    for await (const event of client.jobs.watch(workspace, id, following)) report.event(event)
    if (signal.aborted) throw interruption(id)
    const job = await client.jobs.get(workspace, id)
    report.ended(job)
    requireCompleted(job)
  } finally {
    report.stop()
    release()
  }
}

/** A signal of the first Ctrl-C; the second one ends the process. */
function abortOnInterrupt(): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController()
  const abort = () => controller.abort()
  process.once('SIGINT', abort)
  return { signal: controller.signal, release: () => process.off('SIGINT', abort) }
}

const interruption = (id: string) =>
  new CliError({
    exit: 'interrupted',
    code: 'interrupted',
    detail: 'You stopped watching; the job goes on',
    hint: `grantry jobs watch ${id} takes it up again, grantry jobs cancel ${id} ends the job`,
  })

function requireCompleted({ id, state, reason }: Job): void {
  if (state === 'failed')
    throw new CliError({
      exit: 'job_failed',
      code: reason?.code ?? 'job_failed',
      detail: reason === null ? 'The job failed' : `The job failed: ${reason.message}`,
      hint: `grantry jobs show ${id} tells more, grantry jobs retry ${id} lets it go on from its last checkpoint`,
    })
  if (state === 'cancelled')
    throw new CliError({
      exit: 'job_cancelled',
      code: 'job_cancelled',
      detail: reason === null ? 'The job was cancelled' : `The job was cancelled: ${reasonText(reason)}`,
    })
}
