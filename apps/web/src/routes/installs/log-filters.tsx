import type { Install, LogFilterQuery } from '@grantry/contract'
import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Input, Select } from '../../components/ui/field.tsx'
import { Options } from '../../components/ui/options.tsx'
import { jobTypesQuery } from '../../lib/queries/jobs.queries.ts'
import { LOG_LEVELS, valueOf } from '../../lib/vocabulary.ts'

/** A search begins this long after the last key. */
const PAUSE_MS = 300

interface LogFiltersProps {
  ws: string
  install: Install
  filter: LogFilterQuery
  onChange: (part: LogFilterQuery) => void
}

/** Which lines of the log are shown. */
export function LogFilters({ ws, install, filter, onChange }: LogFiltersProps) {
  return (
    <div className="flex flex-wrap items-center gap-2 max-sm:w-full max-sm:[&_input]:w-full max-sm:[&_select]:w-full">
      <Select
        aria-label="Level"
        className="w-auto"
        value={filter.level ?? 'debug'}
        onChange={({ target }) => onChange({ level: valueOf(LOG_LEVELS, target.value) })}
      >
        <Options list={LOG_LEVELS} />
      </Select>
      <OperationSelect ws={ws} install={install} filter={filter} onChange={onChange} />
      <TextFilter
        key={filter.q === undefined ? 'none' : 'some'}
        text={filter.q ?? ''}
        onChange={(q) => onChange({ q })}
      />
      {filter.call !== undefined && (
        <Button size="small" onClick={() => onChange({ call: undefined })}>
          One call
          <X aria-label="Show every call" />
        </Button>
      )}
    </div>
  )
}

function OperationSelect({ ws, install, filter, onChange }: LogFiltersProps) {
  const types = useQuery(jobTypesQuery(ws)).data?.items ?? []
  const names = [
    ...install.operations.map(({ alias, title }) => ({ name: alias, title })),
    ...types
      .filter(({ installId }) => installId === install.id)
      .map(({ jobType, title }) => ({ name: jobType, title })),
  ]
  const isOther = filter.operation !== undefined && !names.some(({ name }) => name === filter.operation)
  return (
    <Select
      aria-label="Operation"
      className="w-auto sm:max-w-56"
      value={filter.operation ?? ''}
      onChange={({ target }) => onChange({ operation: target.value || undefined })}
    >
      <option value="">Every operation</option>
      {isOther && <option value={filter.operation}>{filter.operation}</option>}
      {names.map(({ name, title }) => (
        <option key={name} value={name}>
          {title ?? name}
        </option>
      ))}
    </Select>
  )
}

/** Takes effect by itself, once nobody types any more. */
function TextFilter({ text, onChange }: { text: string; onChange: (text: string | undefined) => void }) {
  const [typed, setTyped] = useState(text)
  const apply = useEffectEvent(() => {
    if (typed !== text) onChange(typed === '' ? undefined : typed)
  })
  useEffect(() => {
    const timer = setTimeout(apply, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <Input
      type="search"
      aria-label="Text in the lines"
      placeholder="Text"
      className="w-auto sm:w-44"
      value={typed}
      onChange={({ target }) => setTyped(target.value)}
    />
  )
}
