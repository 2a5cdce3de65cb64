import type { Job, JobSummary } from '@grantry/contract'
import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query'
import { Ban, CirclePause, CirclePlay, RotateCw, type LucideIcon } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { ConfirmDialog } from '../../components/ui/confirm-dialog.tsx'
import { toast } from '../../components/ui/toast.ts'
import { api } from '../../lib/api.ts'
import { childrenNote, controlsFor, type JobCommand } from '../../lib/jobs/job-words.ts'
import { jobQuery } from '../../lib/queries/jobs.queries.ts'

const COMMANDS: Record<JobCommand, { icon: LucideIcon; ready: string; asked: string; done: string }> = {
  pause: { icon: CirclePause, ready: 'Pause', asked: 'Pausing', done: 'It pauses as soon as it has saved its state.' },
  resume: { icon: CirclePlay, ready: 'Resume', asked: 'Resuming', done: 'It goes on.' },
  retry: { icon: RotateCw, ready: 'Try again', asked: 'Trying again', done: 'It is tried again.' },
  cancel: { icon: Ban, ready: 'Cancel…', asked: 'Cancelling', done: 'It is cancelled.' },
}

type CommandMutation = UseMutationResult<Job, Error, JobCommand>

export function useJobCommand(ws: string, job: Job): CommandMutation {
  const queryClient = useQueryClient()
  const { queryKey } = jobQuery(ws, job.id)
  return useMutation({
    mutationFn: (command: JobCommand) => api.jobs[command](ws, job.id),
    onSuccess: (after, command) => {
      queryClient.setQueryData(queryKey, after)
      toast([COMMANDS[command].done, childrenNote(command, job)].filter(Boolean).join(' '))
    },
    // Also after a refusal: the job is not as it was shown.
    onSettled: () => void queryClient.invalidateQueries({ queryKey }),
  })
}

/** Pause or resume, retry, cancel: what makes sense as the job stands. */
export function JobControls({ job, command }: { job: JobSummary; command: CommandMutation }) {
  const [cancelling, setCancelling] = useState(false)
  const isUnderWay = (name: JobCommand) => command.isPending && command.variables === name
  return (
    <>
      {controlsFor(job).map(({ command: name, status }) => {
        const { icon: Icon, ready, asked } = COMMANDS[name]
        return (
          <Button
            // Pausing, resuming and retrying take each other's place, and the focus stays.
            key={name === 'cancel' ? 'cancel' : 'go'}
            tone={name === 'retry' || name === 'resume' ? 'primary' : 'plain'}
            pending={status === 'asked' || isUnderWay(name)}
            onClick={() => (name === 'cancel' ? setCancelling(true) : command.mutate(name))}
          >
            {status === 'ready' && !isUnderWay(name) && <Icon aria-hidden="true" />}
            {status === 'asked' ? asked : ready}
          </Button>
        )
      })}
      {cancelling && (
        <ConfirmDialog
          title={`Cancel ${job.title ?? job.jobType}?`}
          confirm="Cancel the job"
          dismiss="Keep it"
          pending={isUnderWay('cancel')}
          error={command.variables === 'cancel' ? command.error : null}
          onConfirm={() => command.mutate('cancel', { onSuccess: () => setCancelling(false) })}
          onClose={() => setCancelling(false)}
        >
          It stops for good and cannot be resumed. What it has done so far stays. {childrenNote('cancel', job)}
        </ConfirmDialog>
      )}
    </>
  )
}
