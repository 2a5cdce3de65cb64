import type { JsonSchema } from '@grantry/contract'
import { Plus, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button, IconButton } from '../ui/button.tsx'
import { Field, FieldErrors, Input, Select, TextArea, type ControlProps } from '../ui/field.tsx'
import { Switch } from '../ui/switch.tsx'
import { JsonEditor } from './json-editor.tsx'
import {
  asList,
  asObject,
  fieldShape,
  initialValue,
  itemPath,
  propertyLabel,
  propertyPath,
  withProperty,
  type FieldShape,
} from './schema-field.model.ts'

/** Sentences about the value at a JSON path. */
export type Issues = (path: string) => readonly string[]

export interface SchemaFieldProps {
  schema: JsonSchema
  /** Name of the property or item, when the schema has no title. */
  name: string
  path: string
  value: unknown
  required: boolean
  issues: Issues
  onChange: (value: unknown) => void
}

type FieldOf<K extends FieldShape['kind']> = SchemaFieldProps & { shape: Extract<FieldShape, { kind: K }> }

/** The control, or the group of controls, of one schema. */
export function SchemaField(props: SchemaFieldProps) {
  const shape = fieldShape(props.schema)
  switch (shape.kind) {
    case 'constant':
      return null
    case 'object':
      return <ObjectField {...props} shape={shape} />
    case 'list':
      return <ListField {...props} shape={shape} />
    case 'switch':
      return <SwitchField {...props} shape={shape} />
    case 'json':
      return <JsonField {...props} shape={shape} />
    case 'text':
    case 'number':
    case 'choice':
      return <LineField {...props} shape={shape} />
  }
}

const labelOf = ({ schema, name }: SchemaFieldProps): string => schema.title ?? propertyLabel(name)

function Label({ field }: { field: SchemaFieldProps }) {
  return (
    <>
      {labelOf(field)}
      {!field.required && <span className="ml-1.5 font-normal text-ink-faint">optional</span>}
    </>
  )
}

function LineField(props: FieldOf<'text' | 'number' | 'choice'>) {
  const { shape } = props
  return (
    <Field label={<Label field={props} />} hint={props.schema.description} errors={props.issues(props.path)}>
      {(control) => {
        if (shape.kind === 'choice') return <ChoiceControl {...props} shape={shape} control={control} />
        if (shape.kind === 'number') return <NumberControl {...props} shape={shape} control={control} />
        return <TextControl {...props} shape={shape} control={control} />
      }}
    </Field>
  )
}

const INPUT_TYPES: Partial<Record<NonNullable<JsonSchema['format']>, string>> = {
  date: 'date',
  email: 'email',
  uri: 'url',
}

function TextControl({
  schema,
  shape,
  value,
  required,
  control,
  onChange,
}: FieldOf<'text'> & { control: ControlProps }) {
  const common = {
    ...control,
    required,
    maxLength: schema.maxLength,
    value: typeof value === 'string' ? value : '',
    placeholder: example(schema) ?? (schema.format === 'time' ? 'For example 14:30:00Z' : undefined),
  }
  // An optional text that is emptied is left out; a required one is sent empty, for the schema to judge.
  const edit = (text: string) => onChange(text === '' && mayBeLeftOut(schema, required) ? undefined : text)
  if (shape.long) return <TextArea {...common} onChange={(event) => edit(event.target.value)} />
  const type = (shape.format && INPUT_TYPES[shape.format]) ?? 'text'
  return <Input {...common} type={type} onChange={(event) => edit(event.target.value)} />
}

/** Whether emptied means left out. What has a default would get it again. */
const mayBeLeftOut = (schema: JsonSchema, required: boolean): boolean => !required && schema.default === undefined

/** What is used when nothing is chosen. */
const fallback = ({ default: value }: JsonSchema): string | undefined =>
  value === undefined ? undefined : `Default: ${typeof value === 'string' ? value : JSON.stringify(value)}`

const example = ({ examples = [] }: JsonSchema): string | undefined =>
  typeof examples[0] === 'string' || typeof examples[0] === 'number' ? `For example ${examples[0]}` : undefined

function NumberControl({
  schema,
  shape,
  value,
  required,
  control,
  onChange,
}: FieldOf<'number'> & { control: ControlProps }) {
  return (
    <Input
      {...control}
      type="number"
      required={required}
      min={schema.minimum}
      max={schema.maximum}
      step={shape.step}
      value={typeof value === 'number' ? value : ''}
      placeholder={fallback(schema) ?? example(schema)}
      onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.valueAsNumber)}
    />
  )
}

function ChoiceControl({
  schema,
  shape,
  value,
  required,
  control,
  onChange,
}: FieldOf<'choice'> & { control: ControlProps }) {
  const chosen = shape.options.findIndex((option) => JSON.stringify(option) === JSON.stringify(value))
  return (
    <Select
      {...control}
      required={required}
      value={chosen}
      onChange={(event) => onChange(shape.options[Number(event.target.value)])}
    >
      <option value={-1}>{required ? 'Choose…' : (fallback(schema) ?? 'Not set')}</option>
      {shape.options.map((option, index) => (
        <option key={JSON.stringify(option)} value={index}>
          {typeof option === 'string' ? option : JSON.stringify(option)}
        </option>
      ))}
    </Select>
  )
}

function SwitchField(props: FieldOf<'switch'>) {
  return (
    <Field label={<Label field={props} />} hint={props.schema.description} errors={props.issues(props.path)}>
      {({ id, 'aria-describedby': describedBy }) => (
        <Switch
          id={id}
          aria-describedby={describedBy}
          checked={props.value === true}
          onCheckedChange={props.onChange}
        />
      )}
    </Field>
  )
}

function JsonField(props: FieldOf<'json'>) {
  const label = props.required ? labelOf(props) : `${labelOf(props)} (optional)`
  const hint = props.schema.description ?? 'Any JSON that the operation understands.'
  return (
    <JsonEditor
      label={label}
      hint={hint}
      value={props.value}
      errors={props.issues(props.path)}
      onChange={props.onChange}
    />
  )
}

/** A group of controls under one name. The outermost object, named by nothing, is only its controls. */
function Group({ field, action, children }: { field: SchemaFieldProps; action?: ReactNode; children: ReactNode }) {
  if (field.path === '$')
    return (
      <div className="grid gap-4">
        {children}
        {action}
        <FieldErrors errors={field.issues('$')} />
      </div>
    )
  return (
    <fieldset className="grid gap-4 rounded-md border border-line p-3.5">
      <legend className="-ml-1 px-1 text-sm font-medium">
        <Label field={field} />
      </legend>
      {field.schema.description && <p className="-mt-2 text-sm text-ink-muted">{field.schema.description}</p>}
      {children}
      {action}
      <FieldErrors errors={field.issues(field.path)} />
    </fieldset>
  )
}

function ObjectField(props: FieldOf<'object'>) {
  const { shape, value, path, required, issues, onChange } = props
  if (value === undefined && !required) return <AddButton field={props} />
  const remove = !required && (
    <Button size="small" className="w-fit" onClick={() => onChange(undefined)}>
      {props.schema.default === undefined ? 'Leave out' : 'Use the default'}
    </Button>
  )
  return (
    <Group field={props} action={remove}>
      {shape.properties.map((property) => (
        <SchemaField
          key={property.name}
          {...property}
          path={propertyPath(path, property.name)}
          value={asObject(value)[property.name]}
          issues={issues}
          onChange={(next) => onChange(withProperty(value, property.name, next))}
        />
      ))}
    </Group>
  )
}

const AddButton = ({ field }: { field: SchemaFieldProps }) => (
  <Button size="small" className="w-fit" onClick={() => field.onChange(initialValue(field.schema))}>
    <Plus aria-hidden="true" />
    Add {labelOf(field).toLowerCase()}
  </Button>
)

function ListField(props: FieldOf<'list'>) {
  const { shape, value, path, required, issues, onChange } = props
  const items = asList(value)
  const set = (next: readonly unknown[]) =>
    onChange(next.length === 0 && mayBeLeftOut(props.schema, required) ? undefined : next)
  const add = (
    <Button size="small" className="w-fit" onClick={() => set([...items, initialValue(shape.items)])}>
      <Plus aria-hidden="true" />
      Add one
    </Button>
  )
  return (
    <Group field={props} action={add}>
      {items.map((item, index) => (
        <div key={index} className="flex items-end gap-2">
          <div className="min-w-0 flex-1">
            <SchemaField
              schema={shape.items}
              name={`${labelOf(props)} ${index + 1}`}
              path={itemPath(path, index)}
              value={item}
              required
              issues={issues}
              onChange={(next) => set(items.with(index, next))}
            />
          </div>
          <IconButton label={`Remove item ${index + 1}`} onClick={() => set(items.toSpliced(index, 1))}>
            <X />
          </IconButton>
        </div>
      ))}
    </Group>
  )
}
