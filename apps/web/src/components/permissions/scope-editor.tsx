import type { PermissionView } from '@grantry/contract'
import { useState } from 'react'
import { narrowings, readScope, type Narrowing, type Scope } from '../../lib/consent.ts'
import { formatList } from '../../lib/format.ts'
import { Field, Input, TextArea } from '../ui/field.tsx'

interface ScopeEditorProps {
  permission: PermissionView
  scope: Scope
  onChange: (scope: Scope) => void
}

/** Lets a person narrow by hand what a permission reaches. It shows nothing for a scope that cannot be narrowed. */
export function ScopeEditor({ permission, scope, onChange }: ScopeEditorProps) {
  const { problems } = readScope(permission, scope)
  return (
    <div className="grid gap-4">
      {narrowings(permission.scope).map((narrowing) => (
        <NarrowingField
          key={narrowing.key}
          narrowing={narrowing}
          value={scope[narrowing.key]}
          errors={problems[narrowing.key] ?? []}
          onChange={(value) => onChange({ ...scope, [narrowing.key]: value })}
        />
      ))}
    </div>
  )
}

const LABELS: Record<string, string> = {
  paths: 'Only these places',
  hosts: 'Only these hosts',
  methods: 'Only these methods',
  names: 'Only these credentials',
  jobs: 'Only these jobs',
  operations: 'Only these operations',
  quotaMiB: 'At most (MiB)',
}

interface NarrowingFieldProps {
  narrowing: Narrowing
  value: unknown
  errors: readonly string[]
  onChange: (value: unknown) => void
}

function NarrowingField({ narrowing, value, errors, onChange }: NarrowingFieldProps) {
  const label = LABELS[narrowing.key] ?? narrowing.key
  switch (narrowing.kind) {
    case 'number':
      return (
        <Field label={label} hint={`It asks for ${narrowing.requested}.`} errors={errors}>
          {(control) => (
            <Input
              {...control}
              type="number"
              min={1}
              max={narrowing.requested}
              value={String(value)}
              onChange={(event) => onChange(event.target.valueAsNumber)}
            />
          )}
        </Field>
      )
    case 'patterns':
      return (
        <PatternsField
          label={label}
          requested={narrowing.requested}
          chosen={value as string[]}
          errors={errors}
          onChange={onChange}
        />
      )
    case 'subset':
      return (
        <SubsetField label={label} requested={narrowing.requested} chosen={value as string[]} onChange={onChange} />
      )
  }
}

interface PatternsFieldProps extends SubsetFieldProps {
  errors: readonly string[]
}

/** One pattern a line; what is typed stays as it is typed, blank lines and all, and counts without them. */
function PatternsField({ label, requested, chosen, errors, onChange }: PatternsFieldProps) {
  const [text, setText] = useState(() => chosen.join('\n'))
  const change = (typed: string) => {
    setText(typed)
    onChange(typed.split('\n').flatMap((line) => line.trim() || []))
  }
  return (
    <Field label={label} hint={`One a line, within what it asks for: ${formatList(requested)}`} errors={errors}>
      {(control) => (
        <TextArea
          {...control}
          rows={Math.max(2, requested.length)}
          spellCheck={false}
          autoCapitalize="none"
          className="font-mono text-sm"
          value={text}
          onChange={(event) => change(event.target.value)}
        />
      )}
    </Field>
  )
}

interface SubsetFieldProps {
  label: string
  requested: readonly string[]
  chosen: readonly string[]
  onChange: (value: string[]) => void
}

/** The last one left cannot be unchecked: to give nothing, the permission itself is left off. */
function SubsetField({ label, requested, chosen, onChange }: SubsetFieldProps) {
  const set = (item: string, checked: boolean) =>
    onChange(requested.filter((other) => (other === item ? checked : chosen.includes(other))))
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 text-sm font-medium">{label}</legend>
      {requested.map((item) => (
        <label key={item} className="flex w-fit items-center gap-2">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={chosen.includes(item)}
            disabled={chosen.length === 1 && chosen.includes(item)}
            onChange={(event) => set(item, event.target.checked)}
          />
          <code className="font-mono text-sm">{item}</code>
        </label>
      ))}
    </fieldset>
  )
}
