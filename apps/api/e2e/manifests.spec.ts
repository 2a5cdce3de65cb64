import { Validator } from '@cfworker/json-schema'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { file, tgz } from '../test/archives.ts'
import { manifestOf, packageOf, type PackageParts } from '../test/packages.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { type Stored, storedIn } from '../test/stored.ts'
import { aPublisher, freshName, type PublisherStory } from '../test/stories.ts'

const CODE = 'export const answer = () => 42'

let server: TestServer
let story: PublisherStory
let before: Stored
beforeAll(async () => {
  server = await startTestServer()
  story = await aPublisher(server)
  before = await storedIn(server)
})
afterAll(() => server.close())

interface Refusal {
  code: string
  /** JSON path and the beginning of what is said there, in order. */
  issues: [path: string, message: RegExp][]
}

async function expectRefusal(archive: Uint8Array, { code, issues }: Refusal): Promise<void> {
  const { status, body } = await story.publisher.upload(story.slug, archive)
  expect(body).toMatchObject({ code })
  expect(status).toBe(422)
  expect(body.issues.map(({ path }: { path: string }) => path)).toEqual(issues.map(([path]) => path))
  issues.forEach(([, message], index) => expect(body.issues[index].message).toMatch(message))
  expect(await storedIn(server)).toEqual(before)
}

const withText = (json: string | Uint8Array) => tgz(file('extension.json', json), file('extension.js', CODE))
const withFields = (manifest: Record<string, unknown>) => withText(JSON.stringify(manifestOf({ code: CODE, manifest })))

describe('a manifest that is no strict JSON', () => {
  const good = JSON.stringify(manifestOf({ code: CODE }))
  const after = (field: string) => `{${field},${good.slice(1)}`

  it.each<[string, string | Uint8Array, Refusal]>([
    [
      'a comment',
      `{/* hi */${good.slice(1)}`,
      { code: 'manifest_not_json', issues: [['$', /no comments.*line 1, column 2/]] },
    ],
    ['a comma too many', `${good.slice(0, -1)},}`, { code: 'manifest_not_json', issues: [['$', /comma too many/]] }],
    ['a byte order mark', `\ufeff${good}`, { code: 'manifest_not_json', issues: [['$', /byte order mark/]] }],
    [
      'text that is not UTF-8',
      Buffer.concat([Buffer.from('{"id":"'), Buffer.from([0xff]), Buffer.from('"}')]),
      { code: 'manifest_not_json', issues: [['$', /not UTF-8/]] },
    ],
    [
      'a second object behind the first',
      `${good}{}`,
      { code: 'manifest_not_json', issues: [['$', /follows the end/]] },
    ],
    ['a list', '[]', { code: 'manifest_invalid', issues: [['$', /Expected an object, not a list/]] }],
    [
      'a field twice',
      after('"id":"other"'),
      { code: 'manifest_duplicate_key', issues: [['$.id', /"id" appears twice/]] },
    ],
    [
      'a field twice, once as an escape',
      after(String.raw`"\u0069d":"other"`),
      { code: 'manifest_duplicate_key', issues: [['$.id', /appears twice/]] },
    ],
    [
      'a field twice further in',
      good.replace('"permissions":[]', '"permissions":[],"limits":{"fuel":1,"fuel":2}'),
      { code: 'manifest_duplicate_key', issues: [['$.limits.fuel', /appears twice/]] },
    ],
    [
      'a prototype as a field',
      after('"__proto__":{"abi":"js"}'),
      { code: 'manifest_invalid', issues: [['$.__proto__', /reserved/]] },
    ],
    [
      'a number beyond all numbers',
      after('"limits":{"fuel":1e999}'),
      { code: 'manifest_invalid', issues: [['$.limits.fuel', /too large/]] },
    ],
    [
      'nesting without end',
      `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
      { code: 'manifest_too_large', issues: [['$', /64 levels/]] },
    ],
    [
      'more than 256 KiB',
      `${good}${' '.repeat(256 * 1024)}`,
      { code: 'manifest_too_large', issues: [['$', /256 KiB/]] },
    ],
  ])('is refused for %s', async (_, json, refusal) => {
    await expectRefusal(withText(json), refusal)
  })

  it('is refused when it is not there', async () => {
    await expectRefusal(tgz(file('manifest.json', good), file('extension.js', CODE)), {
      code: 'manifest_missing',
      issues: [],
    })
  })
})

describe('a manifest that says something wrong', () => {
  const permission = { id: 'entries.read', reason: 'To read what is there' }
  const operation = { type: 'query', name: 'answer', export: 'answer' }
  const nested = (levels: number): object => (levels === 0 ? {} : { items: nested(levels - 1) })

  it.each<[string, Record<string, unknown>, ...Refusal['issues']]>([
    ['no name', { name: undefined }, ['$.name', /^Required: text/]],
    ['an id in capitals', { id: 'Sample' }, ['$.id', /lower-case letters/]],
    ['an id of letters that only look Latin', { id: 'sаmple' }, ['$.id', /lower-case letters/]],
    ['an id with a colon', { id: 'query:sample' }, ['$.id', /lower-case letters/]],
    ['a version with build metadata', { version: '1.0.0+1' }, ['$.version', /without build metadata/]],
    ['an ABI that does not exist', { abi: 'cores' }, ['$.abi', /one of core, js. Did you mean core\?/]],
    ['an entry outside of the archive', { entry: '../../etc/passwd' }, ['$.entry', /relative path/]],
    ['a name that turns around', { name: 'Sam\u202eelp' }, ['$.name', /direction-changing/]],
    ['a home page with a script', { homepage: 'javascript:alert(1)' }, ['$.homepage', /https:\/\//]],
    [
      'an unknown field',
      { permisions: [] },
      ['$.permisions', /Unknown field "permisions". Did you mean "permissions"\?/],
    ],
    [
      'an unknown field further in',
      { limits: { fuels: 1 } },
      ['$.limits.fuels', /Unknown field "fuels". Did you mean "fuel"\?/],
    ],
    ['no reason for a permission', { permissions: [{ id: 'entries.read' }] }, ['$.permissions[0].reason', /^Required/]],
    [
      'a permission that does not exist',
      { permissions: [permission, { id: 'entries.reed', reason: 'To read' }] },
      ['$.permissions[1].id', /Did you mean entries\.read\?/],
    ],
    ['a permission twice', { permissions: [permission, permission] }, ['$.permissions[1]', /appears twice/]],
    [
      'a wildcard in the middle of a path',
      { permissions: [{ ...permission, scope: { paths: ['/a/**/b'] } }] },
      ['$.permissions[0].scope.paths[0]', /path pattern/],
    ],
    [
      'the scope of another permission',
      { permissions: [{ ...permission, scope: { hosts: ['example.org'] } }] },
      ['$.permissions[0].scope.hosts', /Unknown field/],
    ],
    [
      'an address literal as a host',
      { permissions: [{ id: 'network', reason: 'To fetch', scope: { hosts: ['127.0.0.1'] } }] },
      ['$.permissions[0].scope.hosts[0]', /lower-case domain name/],
    ],
    ['an operation twice', { operations: [operation, operation] }, ['$.operations[1]', /appears twice/]],
    [
      'an operation with a namespace of its own',
      { operations: [{ ...operation, name: 'bank:balance' }] },
      ['$.operations[0].name', /lower-case words/],
    ],
    [
      'a regular expression in a schema',
      { operations: [{ ...operation, input: { type: 'string', pattern: '(a+)+$' } }] },
      ['$.operations[0].input.pattern', /Unknown field/],
    ],
    [
      'a reference in a schema',
      { operations: [{ ...operation, input: { $ref: '#' } }] },
      ['$.operations[0].input.$ref', /Unknown field/],
    ],
    [
      'a schema without end',
      { operations: [{ ...operation, input: nested(40) }] },
      ['$.operations[0].input', /16 levels/],
    ],
    ['too much fuel', { limits: { fuel: 1e12 } }, ['$.limits.fuel', /At most 100000000000/]],
    ['half a page of memory', { limits: { memoryMiB: 0.5 } }, ['$.limits.memoryMiB', /whole number/]],
    ['a negative deadline', { limits: { deadlineMs: -1 } }, ['$.limits.deadlineMs', /At least 1/]],
    ['a price', { pricing: { model: 'subscription' } }, ['$.pricing.model', /free/]],
    ['two things at once', { name: '', keywords: ['x'] }, ['$.name', /At least 2/], ['$.keywords[0]', /At least 2/]],
  ])('is refused at its path for %s', async (_, fields, ...issues) => {
    await expectRefusal(withFields(fields), { code: 'manifest_invalid', issues })
  })
})

describe('a file that a manifest speaks of', () => {
  const svg = (body: string) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">${body}</svg>`

  it.each<[string, Partial<PackageParts>, ...Refusal['issues']]>([
    ['an entry of another ABI', { manifest: { abi: 'core' } }, ['$.entry', /\.wasm file, and extension\.js is not/]],
    ['text that calls itself a module', { code: Buffer.from('(module)') }, ['$.entry', /not a WebAssembly module/]],
    [
      'bytes that call themselves a bundle',
      { code: Buffer.from([0xff, 0xfe]), manifest: { abi: 'js', entry: 'extension.js' } },
      ['$.entry', /not UTF-8 text/],
    ],
    [
      'an icon with a script',
      { manifest: { icon: 'icon.svg' }, files: { 'icon.svg': svg('<script>alert(1)</script>') } },
      ['$.icon', /without scripts/],
    ],
    [
      'an icon with a handler',
      { manifest: { icon: 'icon.svg' }, files: { 'icon.svg': svg('<a onclick="alert(1)"/>') } },
      ['$.icon', /without scripts/],
    ],
    [
      'a page that calls itself a picture',
      { manifest: { screenshots: ['a.png'] }, files: { 'a.png': '<html>' } },
      ['$.screenshots[0]', /not what its name says/],
    ],
    ['a readme that is no text', { files: { 'README.md': Buffer.from([0xc3, 0x28]) } }, ['$.readme', /not UTF-8 text/]],
  ])('is refused at its path: %s', async (_, parts, ...issues) => {
    await expectRefusal(packageOf({ code: CODE, ...parts }), { code: 'manifest_file', issues })
  })

  it('is refused when it is not there', async () => {
    const fields = { entry: 'main.js', icon: 'icon.png', readme: 'docs/readme.md' }
    await expectRefusal(withFields(fields), {
      code: 'manifest_file',
      issues: [
        ['$.entry', /main\.js is not in the archive/],
        ['$.icon', /icon\.png is not in the archive/],
        ['$.readme', /docs\/readme\.md is not in the archive/],
      ],
    })
  })
})

describe('the published schema of the manifest', () => {
  it('is served, and a manifest with everything in it passes', async () => {
    const schema = await server.admin.get('/schemas/extension.json')
    expect(schema.headers.get('content-type')).toContain('application/schema+json')
    const published = new Validator(schema.body, '2020-12', false)
    const manifest = {
      $schema: `${server.url}/schemas/extension.json`,
      id: freshName('whole'),
      license: 'Apache-2.0',
      homepage: 'https://example.org/',
      categories: ['utilities'],
      keywords: ['sample'],
      permissions: [{ id: 'entries.read', reason: 'To read notes', scope: { paths: ['/notes/**'] }, optional: true }],
      limits: { fuel: 1_000_000 },
      operations: [{ type: 'query', name: 'answer', export: 'answer', input: { type: 'object' } }],
    }
    expect(published.validate({ ...manifestOf({ code: CODE }), ...manifest }).errors).toEqual([])
    expect(published.validate(manifest).valid).toBe(false)
    const { status, body } = await story.publisher.upload(story.slug, withFields(manifest))
    expect(body).toMatchObject({ status: 'submitted', inspection: { abi: 'js' } })
    expect(status).toBe(201)
  })
})
