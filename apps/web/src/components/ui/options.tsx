import { valuesOf } from '../../lib/vocabulary.ts'

/** The options of a select for a closed list. */
export const Options = <V extends string>({ list }: { list: Record<V, string> }) =>
  valuesOf(list).map((value) => (
    <option key={value} value={value}>
      {list[value]}
    </option>
  ))
