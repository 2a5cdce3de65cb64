import { useEffect, useRef, useState } from 'react'
import { Field, TextArea } from '../ui/field.tsx'
import { printJson, readJson } from './json-text.ts'

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
 * JSON by hand. What is being typed stays as it is, and is handed on whenever it is JSON; until it is, the field is not
 * valid. A value that changes from outside (another item took this place in a list) replaces the text.
 */
export function JsonEditor({ label, hint, value, errors = [], rows = 6, onChange }: JsonEditorProps) {
  const printed = printJson(value)
  const [draft, setDraft] = useState({ text: printed, handedOn: printed })
  const text = draft.handedOn === printed ? draft.text : printed
  const { fault } = readJson(text)
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => field.current?.setCustomValidity(fault ?? ''), [fault])

  const edit = (next: string) => {
    const read = readJson(next)
    setDraft({ text: next, handedOn: read.fault === null ? printJson(read.value) : printed })
    if (read.fault === null) onChange(read.value)
  }
  return (
    <Field label={label} hint={hint} errors={fault === null ? errors : [fault, ...errors]}>
      {(control) => (
        <TextArea
          {...control}
          ref={field}
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
