import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { JOB_STATE_TEXTS } from '../../components/jobs/job-state-badge.tsx'
import { JobTypeSelect } from '../../components/jobs/job-type-select.tsx'
import { Select } from '../../components/ui/field.tsx'
import { Options } from '../../components/ui/options.tsx'
import { installsQuery } from '../../lib/queries/installs.queries.ts'
import { jobTypesQuery } from '../../lib/queries/jobs.queries.ts'
import { valueOf } from '../../lib/vocabulary.ts'
import type { JobsSearch } from './jobs.search.ts'

interface JobFiltersProps {
  ws: string
  search: JobsSearch
  /** Without a choice of the install, on the page of one. */
  scope: 'workspace' | 'install'
  onChange: (part: JobsSearch) => void
}

/** What of the jobs is shown. */
export function JobFilters({ ws, search, scope, onChange }: JobFiltersProps) {
  const { data: types } = useQuery(jobTypesQuery(ws))
  const child = useId()
  const offered = types?.items.filter(({ installId }) => search.install === undefined || installId === search.install)
  const isGone = search.type !== undefined && !offered?.some(({ jobType }) => jobType === search.type)
  return (
    <div className="flex flex-wrap items-center gap-2 max-sm:[&_select]:w-full">
      <Select
        aria-label="State"
        className="w-auto"
        value={search.state ?? ''}
        onChange={({ target }) => onChange({ state: valueOf(JOB_STATE_TEXTS, target.value) })}
      >
        <option value="">Every state</option>
        <Options list={JOB_STATE_TEXTS} />
      </Select>
      {scope === 'workspace' && <InstallSelect ws={ws} search={search} onChange={onChange} />}
      <JobTypeSelect
        aria-label="Job"
        className="w-auto sm:max-w-64"
        types={offered ?? []}
        value={search.type ?? ''}
        onChoose={(type) => onChange({ type: type || undefined })}
      >
        <option value="">Every job</option>
        {isGone && <option value={search.type}>{search.type}</option>}
      </JobTypeSelect>
      <label htmlFor={child} className="flex min-h-9 items-center gap-2 px-1 text-ink-muted">
        <input
          id={child}
          type="checkbox"
          className="size-4 accent-accent"
          checked={search.children === 'shown'}
          onChange={({ target }) => onChange({ children: target.checked ? 'shown' : undefined })}
        />
        Child jobs too
      </label>
    </div>
  )
}

/** Jobs of one install; its own jobs are then to choose from. */
function InstallSelect({ ws, search, onChange }: Pick<JobFiltersProps, 'ws' | 'search' | 'onChange'>) {
  const { data: installs } = useQuery(installsQuery(ws))
  const isGone = search.install !== undefined && !installs?.items.some(({ id }) => id === search.install)
  return (
    <Select
      aria-label="Extension"
      className="w-auto"
      value={search.install ?? ''}
      onChange={({ target }) => onChange({ install: target.value || undefined, type: undefined })}
    >
      <option value="">Every extension</option>
      {installs?.items.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
      {isGone && <option value={search.install}>An uninstalled extension</option>}
    </Select>
  )
}
