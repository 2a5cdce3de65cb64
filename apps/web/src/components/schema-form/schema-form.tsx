import type { JsonSchema } from '@grantry/contract'
import { Braces, ListChecks } from 'lucide-react'
import { useRef, useState, type ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { JsonEditor } from './json-editor.tsx'
import { SchemaField, type Issues } from './schema-field.tsx'
import { fieldShape } from './schema-field.model.ts'

interface SchemaFormProps {
  /** Null: nothing is known of the input, and it is written as JSON. */
  schema: JsonSchema | null
  value: unknown
  /** Another one when the value takes the place of everything that was typed, also of what could not be read. */
  origin?: number
  issues: Issues
  onChange: (value: unknown) => void
  onSubmit: () => void
  /** The submit button and what belongs beside it. */
  actions: ReactNode
}

/** A form made from a JSON Schema, which can at any time be filled in as JSON instead. */
export function SchemaForm({ schema, value, origin, issues, onChange, onSubmit, actions }: SchemaFormProps) {
  const [asJson, setAsJson] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  /** Goes to what could not be read, if there is such a thing: the value is then not what is shown. */
  const goToFault = () => {
    const faulty = [...(form.current?.elements ?? [])].find(
      (element) => element instanceof HTMLTextAreaElement && element.validity.customError,
    )
    if (faulty instanceof HTMLTextAreaElement) faulty.focus()
    return faulty !== undefined
  }
  const hasFields = schema !== null && fieldShape(schema).kind !== 'json'
  return (
    <form
      ref={form}
      noValidate
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (!goToFault()) onSubmit()
      }}
    >
      {hasFields && !asJson ? (
        <SchemaField
          key={origin}
          schema={schema}
          name="input"
          path="$"
          value={value}
          required
          issues={issues}
          onChange={onChange}
        />
      ) : (
        <JsonEditor
          key={origin}
          label="Input"
          hint={schema?.description}
          value={value}
          errors={issues('$')}
          onChange={onChange}
        />
      )}
      <div className="flex flex-wrap items-center gap-2">
        {actions}
        {hasFields && (
          <Button
            tone="quiet"
            onClick={() => {
              if (!goToFault()) setAsJson(!asJson)
            }}
          >
            {asJson ? <ListChecks aria-hidden="true" /> : <Braces aria-hidden="true" />}
            {asJson ? 'Fill in as a form' : 'Fill in as JSON'}
          </Button>
        )}
      </div>
    </form>
  )
}
