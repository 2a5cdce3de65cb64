/**
 * What bundles are made of: a library's worth of functions and classes to parse, schemas to build, text, collections and
 * promises to work through. It is evaluated in engines that are thrown away; see `warm-up.ts`.
 */
const kinds = ['string', 'number', 'boolean', 'object', 'array', 'null']
const escapes = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
])

class Failure extends Error {
  constructor(message, { path = '$', cause } = {}) {
    super(`${path}: ${message}`, { cause })
    this.path = path
  }
  get name() {
    return 'Failure'
  }
}

class Schema {
  #checks = []
  constructor(kind, options = {}) {
    if (!kinds.includes(kind)) throw new Failure(`no kind ${kind}`)
    Object.assign(this, { kind, ...options })
  }
  static object(properties, required = Object.keys(properties)) {
    return new Schema('object', { properties, required })
  }
  with(check) {
    this.#checks.push(check)
    return this
  }
  *issues(value, path = '$') {
    if (this.kind === 'object') {
      for (const name of this.required)
        if (!Object.hasOwn(value, name)) yield { path: `${path}.${name}`, missing: true }
      for (const [name, schema] of Object.entries(this.properties)) {
        if (value?.[name] !== undefined) yield* schema.issues(value[name], `${path}.${name}`)
      }
    } else if (this.kind === 'array') {
      for (const [index, item] of value.entries()) yield* this.items.issues(item, `${path}[${index}]`)
    } else if (typeof value !== this.kind) yield { path, expected: this.kind, actual: typeof value }
    for (const check of this.#checks) if (!check(value)) yield { path, refused: true }
  }
  toJSON() {
    const { kind, properties, required, items } = this
    return { type: kind, ...(properties && { properties, required }), ...(items && { items }) }
  }
}

const text = () => new Schema('string').with((value) => value.length < 1_000)
const person = Schema.object({
  name: text(),
  born: new Schema('number'),
  tags: new Schema('array', { items: text() }),
})

const escapeText = (value) => value.replace(/[&<>"]/g, (character) => escapes.get(character))
const words = (value) => value.toLowerCase().match(/\p{L}+/gu) ?? []

function tally(values) {
  const counts = new Map()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, 5)
}

function parseVersion(value) {
  const match = /^(\d+)\.(\d+)\.(\d+)(?:-([\w.]+))?$/.exec(value)
  if (match === null) throw new Failure('no version', { path: value })
  const [, major, minor, patch, label = ''] = match
  return { major: Number(major), minor: Number(minor), patch: Number(patch), label }
}

const retry = async (work, times) => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt)
    } catch (error) {
      if (!(error instanceof Failure) || attempt >= times) throw error
    }
  }
}

const operations = {
  describe: { input: person, output: text(), run: ({ name, born }) => `${escapeText(name)} (${born.toFixed(1)})` },
  count: { input: text(), output: new Schema('object'), run: (value) => Object.fromEntries(tally(words(value))) },
  version: { input: text(), run: parseVersion },
}

export default async function work(input) {
  const { people } = JSON.parse(JSON.stringify(input))
  const checked = people.map((value) => [...person.issues(value)].length)
  const described = people.filter((_, index) => checked[index] === 0).map(operations.describe.run)
  const sum = new Uint32Array(64).map((_, index) => (index * 2654435761) >>> 0).reduce((a, b) => (a ^ b) >>> 0, 0)
  const encoded = new TextDecoder().decode(new TextEncoder().encode(described.join(', ')))
  const attempts = await retry(async (attempt) => {
    await grantry.call('query:none.v1', { attempt })
    if (attempt < 2) throw new Failure('again', { cause: new TypeError('no') })
    return attempt
  }, 3)
  const all = await Promise.all([1, 2, 3].map(async (value) => value ** 2))
  grantry.log('debug', encoded)
  const versions = ['1.2.3', '10.0.1-beta.2', 'none'].map((value) => {
    try {
      return operations.version.run(value)
    } catch ({ path, name }) {
      return `${name} ${path.padStart(8, '.')}`
    }
  })
  const at = new Date(sum).toISOString().split('T')
  return {
    described,
    counts: operations.count.run(encoded),
    attempts,
    all,
    versions,
    at,
    schemas: JSON.stringify(person),
  }
}
