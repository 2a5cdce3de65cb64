import { deriveRequestSchemas } from './request-schemas.ts'
import type { RequestSchemas } from '../src/schemas/request-schema.ts'

/** What there is of a resource of Stripe, for the table in the README. */
interface Coverage {
  readonly resource: string
  readonly acts: string[]
  /** Parameters with which one can be created or changed. */
  readonly taken: Set<string>
  /** Those of Stripe that one of its routes refuses. */
  readonly refused: Set<string>
}

const BEGIN = '<!-- coverage: written by npm run schemas -->\n'
const END = '<!-- end of coverage -->'

/** The README with a table of the routes that the emulator serves now. */
export function withCoverage(readme: string): string {
  const [before, rest] = readme.split(BEGIN)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined) throw new Error(`The README has no ${BEGIN.trim()} … ${END}`)
  return `${before}${BEGIN}\n${coverageTable(deriveRequestSchemas())}\n${END}${after}`
}

function coverageTable(schemas: RequestSchemas): string {
  const rows = coverageOf(schemas).map(({ resource, acts, taken, refused }) => {
    const missing = [...refused].filter((name) => !taken.has(name)).sort()
    return `| \`${resource}\` | ${acts.toSorted((a, b) => rankOf(a) - rankOf(b)).join(', ')} | ${missing.join(', ')} |`
  })
  return [
    '| resource | what can be done | parameters that Stripe has and the emulator refuses |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}

function coverageOf(schemas: RequestSchemas): Coverage[] {
  const found = new Map<string, Coverage>()
  for (const [route, schema] of Object.entries(schemas)) {
    const { resource, act } = placeOf(route, schemas)
    const entry = found.get(resource) ?? { resource, acts: [], taken: new Set(), refused: new Set() }
    found.set(resource, entry)
    entry.acts.push(act)
    if (act !== 'create' && act !== 'update') continue
    for (const name of Object.keys(schema.properties)) entry.taken.add(name)
    for (const name of schema['x-unsupported']) entry.refused.add(name)
  }
  return [...found.values()].sort((one, other) => (one.resource < other.resource ? -1 : 1))
}

/** `POST /v1/invoices/:id/pay` pays one of `invoices`; `POST /v1/transfers/:id/reversals` creates one of `transfers/reversals`. */
function placeOf(route: string, schemas: RequestSchemas): { resource: string; act: string } {
  const [method = '', path = ''] = route.split(' ')
  const resource = path.replace('/v1/', '').replace(/\/:(id|child)/g, '')
  if (/\/:(id|child)$/.test(path)) return { resource, act: ACTS_ON_ONE[method] ?? method }
  const collection = schemas[`GET ${path}`]
  const isCollection = collection !== undefined && 'limit' in collection.properties
  if (method === 'GET') return { resource, act: isCollection ? 'list' : 'retrieve' }
  if (collection) return { resource, act: isCollection ? 'create' : 'update' }
  const parent = path.slice(0, path.lastIndexOf('/'))
  const isAct = Object.keys(schemas).some((other) => other.endsWith(` ${parent}`))
  if (!isAct) return { resource, act: 'create' }
  return {
    resource: resource.slice(0, resource.lastIndexOf('/')),
    act: path.slice(parent.length + 1).replaceAll('_', ' '),
  }
}

const ACTS_ON_ONE: Readonly<Record<string, string>> = { GET: 'retrieve', POST: 'update', DELETE: 'delete' }

const ORDER = ['create', 'retrieve', 'update', 'list', 'delete']

function rankOf(act: string): number {
  const rank = ORDER.indexOf(act)
  return rank < 0 ? ORDER.length : rank
}
