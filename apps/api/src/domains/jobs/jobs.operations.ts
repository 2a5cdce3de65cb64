import { JOB_LIMITS, jobIdSchema, jobSummarySchema, qualifiedJobSchema, qualifiedName } from '@grantry/contract'
import { z } from 'zod'
import { type CoreCall, type CoreOperation, coreOperation } from '../operations/index.ts'
import type { Dispatcher, DispatchService } from './dispatch.service.ts'
import type { JobControl } from './job-control.service.ts'
import type { JobTypesService } from './job-types.service.ts'
import { jobsErrors } from './jobs.errors.ts'
import type { JobsService } from './jobs.service.ts'

const byIdSchema = z.strictObject({ job_id: jobIdSchema })

/**
 * Jobs for guests and people. A guest needs `jobs.run` for the job in question: its own, or those that its scope names;
 * and it sees and cancels what is its own or what it dispatched, nothing else.
 */
export function jobsOperations(services: {
  types: JobTypesService
  dispatching: DispatchService
  jobs: JobsService
  control: JobControl
}): CoreOperation[] {
  const { types, dispatching, jobs, control } = services
  const running = (job: string) => ({ permission: 'jobs.run' as const, target: { job } })

  const requireOwn = async ({ workspaceId, invocation }: CoreCall, id: string): Promise<void> => {
    const { installId, dispatcherId } = await jobs.require({ workspaceId }, id)
    if (invocation !== null && invocation.installId !== installId && invocation.installId !== dispatcherId)
      throw jobsErrors.notYours()
  }
  const demand = {
    kind: 'target' as const,
    permission: 'jobs.run' as const,
    request: async (workspaceId: CoreCall['workspaceId'], { job_id: id }: z.infer<typeof byIdSchema>) => {
      const { extensionId, name } = await jobs.require({ workspaceId }, id)
      return running(qualifiedName(extensionId, name))
    },
  }

  return [
    coreOperation({
      name: 'jobs.dispatch',
      type: 'action',
      title: 'Dispatch a job',
      description: 'Has a job done in the background; answers its id.',
      input: z.strictObject({
        job_type: qualifiedJobSchema,
        params: z.unknown().optional().describe(`Any JSON, up to ${JOB_LIMITS.paramsBytes} bytes; default: {}`),
      }),
      output: z.object({ job_id: jobIdSchema }),
      role: 'member',
      demand: { kind: 'target', permission: 'jobs.run', request: async (_workspace, input) => running(input.job_type) },
      run: async (call, { job_type: jobType, params = {} }) => {
        const found = await types.get(call.workspaceId, jobType)
        const { id } = await dispatching.dispatch(found, params, dispatcherOf(call))
        return { job_id: jobIdSchema.parse(id) }
      },
    }),
    coreOperation({
      name: 'jobs.get',
      type: 'query',
      title: 'Get a job',
      description: 'Answers the state, progress and counters of a job.',
      input: byIdSchema,
      output: jobSummarySchema,
      role: 'viewer',
      demand,
      run: async (call, { job_id: id }) => {
        await requireOwn(call, id)
        const summary = await jobs.findSummary(call.workspaceId, id)
        if (summary === null) throw jobsErrors.jobNotFound()
        return summary
      },
    }),
    coreOperation({
      name: 'jobs.cancel',
      type: 'action',
      title: 'Cancel a job',
      description: 'Cancels a job and what it has spawned.',
      input: byIdSchema,
      output: jobSummarySchema,
      role: 'member',
      demand,
      run: async (call, { job_id: id }) => {
        await requireOwn(call, id)
        const { workspaceId, userId, invocation } = call
        await control.command({ workspaceId, userId, guest: invocation?.installId ?? null }, id, 'cancel')
        const summary = await jobs.findSummary(workspaceId, id)
        if (summary === null) throw jobsErrors.jobNotFound()
        return summary
      },
    }),
  ]
}

function dispatcherOf({ userId, invocation }: CoreCall): Dispatcher {
  if (invocation === null) return { origin: 'person', userId }
  const { installId, spawn } = invocation
  return spawn === undefined ? { origin: 'extension', userId, installId } : { origin: 'job', userId, installId, spawn }
}
