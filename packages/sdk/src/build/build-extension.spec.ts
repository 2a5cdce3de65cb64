import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { manifestSchema } from '@grantry/contract'
import { describe, expect, it } from 'vitest'
import { projectWith, sourceManifest, sourceWith } from '../../test/project-folder.ts'
import { BuildRefused, buildExtension, type BuildIssue } from './index.ts'

async function issuesOf(files: Parameters<typeof projectWith>[0]): Promise<readonly BuildIssue[]> {
  const error: unknown = await buildExtension(await projectWith(files)).catch((thrown: unknown) => thrown)
  if (error instanceof BuildRefused) return error.issues
  throw new Error('The build was not refused', { cause: error })
}

const js = (source: string, fields = {}) => ({ 'extension.json': sourceManifest(fields), 'src/extension.ts': source })

describe('buildExtension of a js extension', () => {
  it('bundles one module without imports that exports one function for each operation', async () => {
    const folder = await projectWith({
      ...js(`
        import { action, defineExtension, query, Type } from '@grantry/sdk'
        import { greeting } from './greeting.ts'
        const nothing = Type.Object({})
        export default defineExtension({
          queries: { greet: query({ title: 'Greet', input: nothing, output: Type.String(), run: () => greeting }) },
          actions: { 'say-no': action({ input: nothing, output: Type.Null(), run: () => null }) },
        })`),
      'src/greeting.ts': `export const greeting: string = 'Hello'`,
      'README.md': '# Greeter',
    })
    const build = await buildExtension(folder)
    const code = await readFile(join(build.folder, 'extension.js'), 'utf8')
    expect(code).not.toMatch(/^import /m)
    const guest = await import(join(build.folder, 'extension.js'))
    expect(Object.keys(guest).sort()).toEqual(['action_say$no', 'query_greet'])
    expect(build.files.map(({ path }) => path)).toEqual(['README.md', 'extension.js', 'extension.json'])
  })

  it('completes the manifest with names, exports and schemas, as the contract wants it', async () => {
    const folder = await projectWith(js(sourceWith(), { icon: undefined, keywords: ['greeting'] }))
    const { manifest } = await buildExtension(folder)
    const written: unknown = JSON.parse(await readFile(join(folder, 'dist/greeter/extension.json'), 'utf8'))
    expect(manifestSchema.parse(written)).toEqual(manifest)
    expect(manifest).toMatchObject({ abi: 'js', entry: 'extension.js', keywords: ['greeting'] })
    expect(manifest.operations).toEqual([
      {
        type: 'query',
        name: 'greet',
        export: 'query_greet',
        title: 'Greet',
        input: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
        output: {},
      },
    ])
  })

  it('declares jobs, resumable when they have a state, and exports a function for each', async () => {
    const folder = await projectWith(
      js(`
        import { defineExtension, job, Type } from '@grantry/sdk'
        export default defineExtension({
          jobs: {
            'email-scan': job('email-scan', {
              title: 'Scan mail',
              description: 'Reads the mail of a folder.',
              params: Type.Object({ folder: Type.String() }),
              state: () => ({ next: 0 }),
              run(ctx, state) { state.next += ctx.params.folder.length },
            }),
            sweep: job({ run() {} }),
          },
        })`),
    )
    const { manifest, folder: built } = await buildExtension(folder)
    expect(manifest.jobs).toEqual([
      {
        name: 'email-scan',
        export: 'job_email$scan',
        resumable: true,
        title: 'Scan mail',
        description: 'Reads the mail of a folder.',
        params: { type: 'object', required: ['folder'], properties: { folder: { type: 'string' } } },
      },
      { name: 'sweep', export: 'job_sweep', resumable: false },
    ])
    expect(Object.keys(await import(join(built, 'extension.js'))).sort()).toEqual(['job_email$scan', 'job_sweep'])
  })

  it('keeps the source map out of the archive', async () => {
    const folder = await projectWith(js(sourceWith()))
    await buildExtension(folder)
    expect(await readdir(join(folder, 'dist'))).toEqual(['greeter', 'greeter.js.map'])
    expect(await readFile(join(folder, 'dist/greeter/extension.js'), 'utf8')).not.toContain('sourceMappingURL')
  })

  it('replaces an earlier build, whatever was in it', async () => {
    const folder = await projectWith({ ...js(sourceWith()), 'dist/greeter/old.txt': 'old' })
    await buildExtension(folder)
    expect(existsSync(join(folder, 'dist/greeter/old.txt'))).toBe(false)
  })

  it('leaves an earlier build as it was when the sources are at fault', async () => {
    const folder = await projectWith({ ...js('export default 1'), 'dist/greeter/old.txt': 'old' })
    await expect(buildExtension(folder)).rejects.toThrow(BuildRefused)
    expect(existsSync(join(folder, 'dist/greeter/old.txt'))).toBe(true)
  })
})

describe('buildExtension refuses, and says where,', () => {
  it('a folder without extension.json', async () => {
    expect(await issuesOf({})).toMatchObject([
      { file: 'extension.json', message: expect.stringContaining('grantry init') },
    ])
  })

  it('a manifest that is not JSON', async () => {
    const issues = await issuesOf({ 'extension.json': '{\n  "id": "a",\n}' })
    expect(issues).toMatchObject([{ file: 'extension.json', position: { line: 3, column: 1 } }])
  })

  it('a key that appears twice', async () => {
    const issues = await issuesOf({ 'extension.json': '{"id": "a", "id": "b"}' })
    expect(issues).toMatchObject([{ file: 'extension.json', position: { line: 1, column: 13 } }])
  })

  it('every fault of the manifest at once, each with its path and position', async () => {
    const manifest = `{
  "id": "Greeter",
  "name": "Greeter",
  "version": "1",
  "description": "Greets",
  "colour": "red",
  "permissions": [{ "id": "entries.read", "reason": "" }]
}`
    const issues = await issuesOf({ 'extension.json': manifest, 'src/extension.ts': sourceWith() })
    expect(issues.map(({ file, path, position }) => [file, path, position?.line])).toEqual([
      ['extension.json', '$.id', 2],
      ['extension.json', '$.version', 4],
      ['extension.json', '$.permissions[0].reason', 7],
      ['extension.json', '$.colour', 6],
    ])
  })

  it('a job whose parameters no manifest can have', async () => {
    const source = `
      import { defineExtension, job, Type } from '@grantry/sdk'
      const params = Type.Object({ folder: Type.String({ pattern: 'x' }) })
      export default defineExtension({ jobs: { scan: job({ params, run() {} }) } })`
    const path = 'jobs.scan.params.properties.folder.pattern'
    expect(await issuesOf(js(source))).toMatchObject([{ file: 'src/extension.ts', path }])
  })

  it.each(['operations', 'jobs'])('%s in the manifest of a js extension, which come from the source', async (field) => {
    const issues = await issuesOf(js(sourceWith(), { [field]: [] }))
    expect(issues).toMatchObject([{ path: `$.${field}`, message: expect.stringContaining('defineExtension') }])
  })

  it('an unknown ABI and an entry of another kind', async () => {
    expect(await issuesOf(js(sourceWith(), { abi: 'wasm' }))).toMatchObject([{ path: '$.abi' }])
    expect(await issuesOf(js(sourceWith(), { entry: 'a.rs' }))).toMatchObject([{ path: '$.entry' }])
  })

  it('a source that is missing', async () => {
    const issues = await issuesOf({ 'extension.json': sourceManifest() })
    expect(issues).toMatchObject([{ message: expect.stringContaining('./src/extension.ts') }])
  })

  it('a syntax error', async () => {
    const issues = await issuesOf(js('export default {\n  a b\n}'))
    expect(issues).toMatchObject([{ file: 'src/extension.ts', position: { line: 2, column: 5 } }])
  })

  it('a module of Node', async () => {
    const issues = await issuesOf(js(`import { readFile } from 'node:fs'\nexport default readFile`))
    expect(issues).toMatchObject([{ file: 'src/extension.ts', message: expect.stringContaining('without Node') }])
  })

  it('top-level await', async () => {
    const issues = await issuesOf(js(`await Promise.resolve()\nexport default 1`))
    expect(issues).toMatchObject([{ file: 'src/extension.ts', position: { line: 1, column: 1 } }])
  })

  it('a source without a default export', async () => {
    const issues = await issuesOf(js(`export const a = 1`))
    expect(issues).toMatchObject([{ message: expect.stringContaining('default') }])
  })

  it('a default export that is no extension', async () => {
    const issues = await issuesOf(js('export default { queries: 1 }'))
    expect(issues).toMatchObject([{ file: 'src/extension.ts', message: expect.stringContaining('defineExtension') }])
  })

  it('a source that throws, at the line that throws', async () => {
    const issues = await issuesOf(js(`\n\nthrow new Error('no luck')\nexport default 1`))
    expect(issues).toMatchObject([{ file: 'src/extension.ts', position: { line: 3 }, message: 'Error: no luck' }])
  })

  it.each(['fetch', 'setTimeout', 'process'])('%s, which a sandbox does not have', async (name) => {
    const issues = await issuesOf(js(`${name}('x')\nexport default 1`))
    expect(issues).toMatchObject([{ message: `ReferenceError: ${name} is not defined` }])
  })

  it('an endless source, after five seconds', async () => {
    const issues = await issuesOf(js(`for (;;);\nexport default 1`))
    expect(issues).toMatchObject([{ file: 'src/extension.ts', message: expect.stringContaining('5 seconds') }])
  })

  it('a name that no operation may have, and a schema outside of what manifests may say', async () => {
    const issues = await issuesOf(
      js(`
        import { defineExtension, query, Type } from '@grantry/sdk'
        const run = () => null
        export default defineExtension({ queries: {
          'Bad Name': query({ input: Type.Object({}), output: Type.Null(), run }),
          greet: query({ input: Type.Object({ name: Type.String({ pattern: '^a' }) }), output: Type.Null(), run }),
        } })`),
    )
    expect(issues.map(({ file, path }) => [file, path])).toEqual([
      ['src/extension.ts', 'queries["Bad Name"].name'],
      ['src/extension.ts', 'queries.greet.input.properties.name.pattern'],
    ])
  })

  it('one name for a query and an action', async () => {
    const issues = await issuesOf(
      js(`
        import { action, defineExtension, query, Type } from '@grantry/sdk'
        const spec = { input: Type.Object({}), output: Type.Null(), run: () => null }
        export default defineExtension({ queries: { greet: query(spec) }, actions: { greet: action(spec) } })`),
    )
    expect(issues).toMatchObject([{ path: 'actions.greet', message: 'The operation greet appears twice' }])
  })

  it('a named file that is missing', async () => {
    const issues = await issuesOf(js(sourceWith(), { icon: 'icon.svg' }))
    expect(issues).toMatchObject([{ file: 'extension.json', path: '$.icon', message: 'There is no file icon.svg' }])
  })
})

describe('the process that evaluates a source', () => {
  it('can reach neither files nor network nor processes, even through the constructors of what it is given', async () => {
    const attempt = `
      const process = grantry.call.constructor('return process')()
      const fs = process.getBuiltinModule('node:fs')
      const tries = {
        read: () => fs.readFileSync('/etc/hostname'),
        write: () => fs.writeFileSync('/tmp/grantry-escape', ''),
        spawn: () => process.getBuiltinModule('node:child_process').execSync('id'),
        worker: () => new (process.getBuiltinModule('node:worker_threads').Worker)('1', { eval: true }),
      }
      const outcomes = Object.entries(tries).map(([name, attempt]) => {
        try { attempt(); return name + ' succeeded' } catch (error) { return name + ' ' + error.code }
      })
      throw new Error(outcomes.join(', ') + ', environment ' + Object.keys(process.env).length)
      export default 1`
    const [issue] = await issuesOf(js(attempt))
    const denied = 'ERR_ACCESS_DENIED'
    expect(issue?.message).toBe(
      `Error: read ${denied}, write ${denied}, spawn ${denied}, worker ${denied}, environment 0`,
    )
  })
})

describe('buildExtension of a core extension', () => {
  const operations = [{ type: 'query', name: 'echo', export: 'echo' }]
  const core = { abi: 'core', entry: 'src/echo.wat', operations }
  const wat = `(module (func (export "echo") (param i32 i32) (result i32) (local.get 0)))`

  it('assembles WebAssembly text', async () => {
    const folder = await projectWith({ 'extension.json': sourceManifest(core), 'src/echo.wat': wat })
    const { manifest } = await buildExtension(folder)
    expect(manifest).toMatchObject({ abi: 'core', entry: 'extension.wasm' })
    const module = await readFile(join(folder, 'dist/greeter/extension.wasm'))
    expect(module.subarray(0, 4).toString('latin1')).toBe('\0asm')
    expect(await readdir(join(folder, 'dist'))).toEqual(['greeter'])
  })

  it('takes a module that was built elsewhere byte by byte', async () => {
    const first = await projectWith({ 'extension.json': sourceManifest(core), 'src/echo.wat': wat })
    await buildExtension(first)
    const module = await readFile(join(first, 'dist/greeter/extension.wasm'))
    const manifest = sourceManifest({ ...core, entry: 'echo.wasm' })
    const second = await projectWith({ 'extension.json': manifest, 'echo.wasm': module })
    await buildExtension(second)
    expect(await readFile(join(second, 'dist/greeter/extension.wasm'))).toEqual(module)
  })

  it('refuses a fault of the text, with its line', async () => {
    const files = { 'extension.json': sourceManifest(core), 'src/echo.wat': '(module\n  (func (i32.nope)))' }
    expect(await issuesOf(files)).toMatchObject([{ file: 'src/echo.wat', message: expect.stringContaining(':2:') }])
  })

  it('refuses an export that the module does not have', async () => {
    const manifest = sourceManifest({ ...core, operations: [{ type: 'query', name: 'echo', export: 'Echo' }] })
    const issues = await issuesOf({ 'extension.json': manifest, 'src/echo.wat': wat })
    expect(issues).toMatchObject([
      { file: 'extension.json', path: '$.operations[0].export', message: 'The module exports no function Echo' },
    ])
  })

  it('refuses what is no WebAssembly module', async () => {
    const manifest = sourceManifest({ ...core, entry: 'echo.wasm' })
    const issues = await issuesOf({ 'extension.json': manifest, 'echo.wasm': 'hello' })
    expect(issues).toMatchObject([{ file: 'echo.wasm', message: expect.stringContaining('not a valid WebAssembly') }])
  })

  it('refuses an entry that is missing', async () => {
    const issues = await issuesOf({ 'extension.json': sourceManifest(core) })
    expect(issues).toMatchObject([{ path: '$.entry', message: 'There is no src/echo.wat' }])
  })
})
