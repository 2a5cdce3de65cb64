import type { JobType, Schedule } from '@grantry/contract'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { CronField } from '../../components/jobs/cron-field.tsx'
import { JobTypeSelect } from '../../components/jobs/job-type-select.tsx'
import { issuesAt } from '../../components/operations/call-problem.tsx'
import { initialValue } from '../../components/schema-form/schema-field.model.ts'
import { SchemaForm } from '../../components/schema-form/schema-form.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { Field, Input } from '../../components/ui/field.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { ProblemPanel } from '../../components/ui/problem-panel.tsx'
import { Loading, SkeletonRows } from '../../components/ui/skeleton.tsx'
import { toast } from '../../components/ui/toast.ts'
import { api } from '../../lib/api.ts'
import { fieldIssues } from '../../lib/problem.ts'
import { jobTypesQuery } from '../../lib/queries/jobs.queries.ts'
import { schedulesQuery } from '../../lib/queries/schedules.queries.ts'

interface ScheduleDialogProps {
  ws: string
  /** The one to change; null for a new one. */
  schedule: Schedule | null
  onClose: () => void
}

/** What is started, and when. */
export function ScheduleDialog({ ws, schedule, onClose }: ScheduleDialogProps) {
  const types = useQuery(jobTypesQuery(ws))
  return (
    <Dialog title={schedule === null ? 'New schedule' : `Change ${schedule.name}`} width="wide" onClose={onClose}>
      {types.isPending && (
        <Loading label="Loading jobs">
          <SkeletonRows count={3} />
        </Loading>
      )}
      {types.isLoadingError && <ProblemPanel error={types.error} onRetry={() => void types.refetch()} />}
      {types.data?.items.length === 0 && <p className="text-ink-muted">No installed extension has a job.</p>}
      {types.data && types.data.items.length > 0 && (
        <Chooser ws={ws} types={types.data.items} schedule={schedule} onClose={onClose} />
      )}
    </Dialog>
  )
}

type ChooserProps = ScheduleDialogProps & { types: readonly JobType[] }

/** A schedule stays with its job; only of a new one it is chosen. */
function Chooser({ types, ...props }: ChooserProps) {
  const [jobType, setJobType] = useState(props.schedule?.jobType ?? types[0]?.jobType)
  const type = types.find((known) => known.jobType === jobType)
  return (
    <div className="grid gap-4">
      {props.schedule === null && (
        <Field label="Job">
          {(control) => <JobTypeSelect {...control} types={types} value={jobType} onChoose={setJobType} />}
        </Field>
      )}
      {jobType !== undefined && <Editor {...props} jobType={jobType} type={type ?? null} />}
    </div>
  )
}

const FIELDS = ['name', 'cron', 'timezone', 'params'] as const

type EditorProps = ScheduleDialogProps & { jobType: string; type: JobType | null }

function Editor({ ws, schedule, jobType, type, onClose }: EditorProps) {
  const [name, setName] = useState(schedule?.name ?? '')
  const [cron, setCron] = useState(schedule?.cron ?? '0 7 * * *')
  const [timezone, setTimezone] = useState(schedule?.timezone ?? ownTimezone())
  // Another job has other parameters; its name and times stay as they were written.
  const [given, setGiven] = useState({ jobType, params: firstParams(schedule, type) })
  const params = given.jobType === jobType ? given.params : firstParams(schedule, type)
  const queryClient = useQueryClient()
  const save = useMutation({
    mutationFn: (jobType: string) => {
      const times = { cron, timezone: timezone.trim(), params: params ?? {} }
      const called = name.trim()
      // Without a name it is called after its job, from the beginning or again.
      return schedule === null
        ? api.schedules.create(ws, { jobType, ...times, ...(called !== '' && { name: called }) })
        : api.schedules.update(ws, schedule.id, { ...times, name: called || (type?.title ?? jobType) })
    },
    onSuccess: async (saved) => {
      onClose()
      toast(schedule === null ? `${saved.name} is scheduled` : `${saved.name} is changed`)
      await queryClient.invalidateQueries({ queryKey: schedulesQuery(ws).queryKey })
    },
  })
  const error = save.variables === jobType ? save.error : null
  return (
    <div className="grid gap-4">
      <Field label="Name (optional)" errors={fieldIssues(error, 'name')}>
        {(control) => (
          <Input
            {...control}
            value={name}
            maxLength={80}
            placeholder={type?.title ?? jobType}
            onChange={({ target }) => setName(target.value)}
          />
        )}
      </Field>
      <CronField
        cron={cron}
        timezone={timezone}
        errors={{ cron: fieldIssues(error, 'cron'), timezone: fieldIssues(error, 'timezone') }}
        onCron={setCron}
        onTimezone={setTimezone}
      />
      <h3 className="border-t border-line pt-4 font-semibold">Parameters of every job</h3>
      <SchemaForm
        key={jobType}
        schema={type?.params ?? null}
        value={params}
        issues={(path) => issuesAt(error, `$.params${path.slice(1)}`)}
        onChange={(params) => setGiven({ jobType, params })}
        onSubmit={() => save.mutate(jobType)}
        actions={
          <Button type="submit" tone="primary" pending={save.isPending}>
            {schedule === null ? 'Make the schedule' : 'Save'}
          </Button>
        }
      />
      <FormProblem error={error} fields={FIELDS} />
    </div>
  )
}

function firstParams(schedule: Schedule | null, type: JobType | null): unknown {
  return schedule?.params ?? (type?.params ? initialValue(type.params) : {})
}

const ownTimezone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone
