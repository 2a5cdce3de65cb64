import { X } from 'lucide-react'
import { Button } from '../../components/ui/button.tsx'
import { Select } from '../../components/ui/field.tsx'
import { Options } from '../../components/ui/options.tsx'
import { ABIS, CATEGORIES, PRICES, PUBLISHERS, RISKS, valueOf } from '../../lib/vocabulary.ts'
import type { StoreSearch } from './store.search.ts'

interface SearchFiltersProps {
  search: StoreSearch
  onChange: (part: StoreSearch) => void
}

const NONE: StoreSearch = {
  category: undefined,
  price: undefined,
  risk: undefined,
  abi: undefined,
  publishers: undefined,
}

/** What narrows a search; each is part of the address. */
export function SearchFilters({ search, onChange }: SearchFiltersProps) {
  const { category, price, risk, abi, publishers } = search
  const narrowed = [category, price, risk, abi, publishers].some((choice) => choice !== undefined)
  return (
    <div role="group" aria-label="Filters" className="grid grid-cols-2 items-center gap-2 sm:flex sm:flex-wrap">
      <Filter
        label="Category"
        any="All categories"
        list={CATEGORIES}
        chosen={category}
        onChoose={(value) => onChange({ category: value })}
      />
      <Filter
        label="Price"
        any="Any price"
        list={PRICES}
        chosen={price}
        onChoose={(value) => onChange({ price: value })}
      />
      <Filter
        label="Risk of its permissions"
        any="Any risk"
        list={LESS_RISK}
        chosen={risk === 'high' ? undefined : risk}
        onChoose={(value) => onChange({ risk: value })}
      />
      <Filter label="Guest ABI" any="Any ABI" list={ABIS} chosen={abi} onChoose={(value) => onChange({ abi: value })} />
      <Filter
        label="Publishers"
        any="All publishers"
        list={PUBLISHERS}
        chosen={publishers}
        onChoose={(value) => onChange({ publishers: value })}
      />
      {narrowed && (
        <Button tone="quiet" size="small" onClick={() => onChange(NONE)}>
          <X aria-hidden="true" />
          No filters
        </Button>
      )}
    </div>
  )
}

const LESS_RISK = { low: RISKS.low, medium: RISKS.medium }

interface FilterProps<V extends string> {
  label: string
  /** What no choice means. */
  any: string
  list: Record<V, string>
  chosen: V | undefined
  onChoose: (value: V | undefined) => void
}

const Filter = <V extends string>({ label, any, list, chosen, onChoose }: FilterProps<V>) => (
  <Select
    aria-label={label}
    value={chosen ?? ''}
    onChange={(event) => onChoose(valueOf(list, event.target.value))}
    className="w-full sm:w-auto"
  >
    <option value="">{any}</option>
    <Options list={list} />
  </Select>
)
