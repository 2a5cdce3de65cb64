import type { JsonSchema } from '@grantry/contract'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { SchemaField, type Issues } from './schema-field.tsx'

const none: Issues = () => []

const render = (schema: JsonSchema, value: unknown, issues = none): string =>
  renderToStaticMarkup(
    <SchemaField
      schema={schema}
      name="input"
      path="$"
      value={value}
      required
      issues={issues}
      onChange={() => expect.fail('Nobody has changed anything')}
    />,
  )

const note: JsonSchema = {
  type: 'object',
  properties: {
    title: { type: 'string', title: 'Headline', description: 'What it is about', maxLength: 80 },
    body: { type: 'string', maxLength: 5000 },
    stars: { type: 'integer', minimum: 0, maximum: 5 },
    kind: { enum: ['note', 'task'] },
    done: { type: 'boolean' },
    tags: { type: 'array', items: { type: 'string' } },
    place: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    extra: { type: 'object' },
    version: { const: 1 },
  },
  required: ['title', 'tags'],
}

describe('the controls of a schema', () => {
  const html = render(note, { title: 'Hello', tags: ['a', 'b'] })

  it('are labelled by title, else by the name of the property, and say what is optional', () => {
    expect(html).toMatch(/<label[^>]*>Headline<\/label>/)
    expect(html).toMatch(/<label[^>]*>Body<span[^>]*>optional<\/span><\/label>/)
  })

  it('hold the value', () => {
    expect(html).toMatch(/<input(?=[^>]*value="Hello")/)
  })

  it('fit the kind of value', () => {
    expect(html).toMatch(/<textarea[^>]*maxLength="5000"/i)
    expect(html).toMatch(/<input(?=[^>]*type="number")(?=[^>]*min="0")(?=[^>]*max="5")(?=[^>]*step="1")/)
    expect(html).toMatch(/<option[^>]*>task<\/option>/)
    expect(html).toMatch(/role="switch"/)
  })

  it('have one for each item of a list, each removable', () => {
    expect(html.match(/aria-label="Remove item \d"/g)).toEqual([
      'aria-label="Remove item 1"',
      'aria-label="Remove item 2"',
    ])
  })

  it('offer to add an object that may be left out', () => {
    expect(html).toContain('Add place')
    expect(html).not.toContain('City')
    expect(render(note, { place: {} })).toContain('City')
  })

  it('fall back to JSON, and show no constant', () => {
    expect(html).toMatch(/<label[^>]*>Extra \(optional\)<\/label>/)
    expect(html).not.toContain('Version')
  })

  it('tie the description to the control', () => {
    const [, id] = /<p id="([^"]+-hint)"[^>]*>What it is about/.exec(html) ?? []
    expect(html).toContain(`aria-describedby="${id}"`)
  })
})

it('shows what is wrong at the control it concerns', () => {
  const issues: Issues = (path) => (path === '$.tags[1]' ? ['Too short'] : [])
  const html = render(note, { title: 'Hello', tags: ['a', 'b'] }, issues)
  expect(html.match(/aria-invalid="true"/g)).toHaveLength(1)
  expect(html).toContain('Too short')
})

it('shows what is wrong with the whole beside none of its controls', () => {
  const html = render(note, {}, (path) => (path === '$' ? ['Too few properties'] : []))
  expect(html).toContain('Too few properties')
  expect(html).not.toContain('aria-invalid="true"')
})

it('says what is used where nothing is given', () => {
  const html = render(
    {
      type: 'object',
      properties: { kind: { enum: ['note', 'task'], default: 'task' }, at: { type: 'string', format: 'time' } },
    },
    {},
  )
  expect(html).toContain('Default: task')
  expect(html).not.toContain('type="time"')
})
