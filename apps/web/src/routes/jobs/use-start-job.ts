import type { Job } from '@grantry/contract'
import { useNavigate } from '@tanstack/react-router'
import { toast } from '../../components/ui/toast.ts'
import { api } from '../../lib/api.ts'

/** Starts a job and leads to its page. */
export function useStartJob(ws: string): (jobType: string, params: unknown) => Promise<Job> {
  const navigate = useNavigate()
  return async (jobType, params) => {
    const job = await api.jobs.dispatch(ws, { jobType, params })
    await navigate({ to: '/workspaces/$ws/jobs/$job', params: { ws, job: job.id } })
    toast(`${job.title ?? job.jobType} is started`)
    return job
  }
}
