import { useState } from 'react'
import { Field, TextArea } from '../ui/field.tsx'

interface JsonEditorProps {
  label: string
  hint?: string
  value: unknown
  errors?: readonly string[]
  rows?: number
  /** Called with each text that is JSON; an empty text means no value. */
  onChange: (value: unknown) => void
}

/**
 * JSON by hand. What is being typed stays as it is, and is handed on whenever it is JSON; a value that changes from
 * outside (another item took this place in a list) replaces the text.
 */
export function JsonEditor({ label, hint, value, errors = [], rows = 6, onChange }: JsonEditorProps) {
  const [typed, setTyped] = useState(() => printJson(value))
  const read = readJson(typed)
  const text = read.fault === null && printJson(read.value) !== printJson(value) ? printJson(value) : typed

  const edit = (next: string) => {
    setTyped(next)
    const { fault, value } = readJson(next)
    if (fault === null) onChange(value)
  }
  return (
    <Field label={label} hint={hint} errors={read.fault === null ? errors : [read.fault, ...errors]}>
      {(control) => (
        <TextArea
          {...control}
          rows={rows}
          value={text}
          spellCheck={false}
          className="font-mono text-sm"
          onChange={(event) => edit(event.target.value)}
        />
      )}
    </Field>
  )
}

const printJson = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value, null, 2))

function readJson(text: string): { value: unknown; fault: string | null } {
  if (text.trim() === '') return { value: undefined, fault: null }
  try {
    return { value: JSON.parse(text), fault: null }
  } catch (error) {
    return { value: undefined, fault: `This is not JSON yet: ${(error as SyntaxError).message}` }
  }
}
