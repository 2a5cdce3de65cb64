import type { JobType } from '@grantry/contract'
import type { ComponentProps } from 'react'
import { Select } from '../ui/field.tsx'

type JobTypeSelectProps = Omit<ComponentProps<'select'>, 'onChange'> & {
  types: readonly JobType[]
  onChoose: (jobType: string) => void
}

/** The jobs of every extension, by extension; children come first. */
export const JobTypeSelect = ({ types, onChoose, children, ...rest }: JobTypeSelectProps) => (
  <Select {...rest} onChange={({ target }) => onChoose(target.value)}>
    {children}
    {[...Map.groupBy(types, ({ extension }) => extension)].map(([extension, group]) => (
      <optgroup key={extension} label={extension}>
        {group.map(({ jobType, title }) => (
          <option key={jobType} value={jobType}>
            {title ?? jobType}
          </option>
        ))}
      </optgroup>
    ))}
  </Select>
)
