import type { ComponentProps } from 'react'
import { keyOfEnd, NO_END, timeOptions, type GrantEnd } from '../../lib/grant-time.ts'
import { Select } from '../ui/field.tsx'

interface TimeSelectProps extends Omit<ComponentProps<'select'>, 'value' | 'onChange'> {
  /** Null when there are several that differ. */
  end: GrantEnd | null
  onChange: (end: GrantEnd) => void
}

const SEVERAL = 'several'

/** For how long. */
export function TimeSelect({ end, onChange, ...rest }: TimeSelectProps) {
  const options = timeOptions(end ?? NO_END)
  const choose = (chosen: string) => {
    const option = options.find(({ key }) => key === chosen)
    if (option) onChange(option.end)
  }
  return (
    <Select {...rest} value={end === null ? SEVERAL : keyOfEnd(end)} onChange={(event) => choose(event.target.value)}>
      {end === null && <option value={SEVERAL}>As chosen for each</option>}
      {options.map(({ key, name }) => (
        <option key={key} value={key}>
          {name}
        </option>
      ))}
    </Select>
  )
}
