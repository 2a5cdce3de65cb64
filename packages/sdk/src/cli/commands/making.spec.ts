import { execFile } from 'node:child_process'
import { readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { manifestSchema } from '@grantry/contract'
import { describe, expect, it } from 'vitest'
import { projectWith, sourceManifest, sourceWith, temporaryFolder } from '../../../test/project-folder.ts'
import { runGrantry } from '../../../test/run-grantry.ts'
import { inSdk } from '../../sdk-location.ts'

const typecheck = (folder: string) =>
  promisify(execFile)(process.execPath, [inSdk('../../node_modules/typescript/bin/tsc'), '-p', folder])

describe('grantry init', () => {
  it.each([
    ['outside of the repository', undefined],
    ['inside of the repository', inSdk('dist/test-projects')],
  ])('makes an extension that builds, passes its tests and packs at once, %s', async (_where, parent) => {
    const cwd = await temporaryFolder(parent)
    const made = await runGrantry(['init', 'My First One'], { cwd })
    expect(made).toMatchObject({ code: 0, stdout: expect.stringContaining('Made the extension my-first-one') })
    const project = join(cwd, 'My First One')
    for (const command of ['build', 'test', 'pack'])
      expect(await runGrantry([command], { cwd: project })).toMatchObject({ code: 0 })
    expect(await readdir(join(project, 'dist'))).toContain('my-first-one-0.1.0.tgz')
    const built: unknown = JSON.parse(await readFile(join(project, 'dist/my-first-one/extension.json'), 'utf8'))
    expect(manifestSchema.parse(built)).toMatchObject({ id: 'my-first-one', name: 'My first one', abi: 'js' })
  })

  it('makes an extension that type-checks, with nothing in reach that a sandbox does not have', async () => {
    const folder = join(await temporaryFolder(inSdk('dist/test-projects')), 'typed')
    await runGrantry(['init', folder])
    await typecheck(folder)
    await typecheck(join(folder, 'test'))
    const source = join(folder, 'src/extension.ts')
    await writeFile(source, `${await readFile(source, 'utf8')}\nexport const reachable = fetch\n`)
    await expect(typecheck(folder)).rejects.toMatchObject({
      stdout: expect.stringContaining("Cannot find name 'fetch'"),
    })
  })

  it('asks for the SDK at its version where it can be found, and at its place elsewhere', async () => {
    const requirement = async (parent?: string) => {
      const folder = join(await temporaryFolder(parent), 'greeter')
      await runGrantry(['init', folder])
      return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')).devDependencies['@grantry/sdk']
    }
    expect(await requirement(inSdk('dist/test-projects'))).toBe('0.1.0')
    expect(await requirement()).toBe(`file:${inSdk()}`)
  })

  it('takes an id and a name, in any script', async () => {
    const cwd = await temporaryFolder()
    await runGrantry(['init', '.', '--id', 'greeter', '--name', 'Grüßer "2"'], { cwd })
    expect(JSON.parse(await readFile(join(cwd, 'extension.json'), 'utf8'))).toMatchObject({
      id: 'greeter',
      name: 'Grüßer "2"',
    })
  })

  it('writes nothing into a folder that is not empty, nor for an id that is none', async () => {
    const cwd = await projectWith({ 'notes.txt': 'mine' })
    expect(await runGrantry(['init'], { cwd })).toMatchObject({ code: 6, stderr: expect.stringContaining('not empty') })
    expect(await readdir(cwd)).toEqual(['notes.txt'])
    await rm(join(cwd, 'notes.txt'))
    expect(await runGrantry(['init', '--id', 'Bad Id'], { cwd })).toMatchObject({
      code: 6,
      stderr: expect.stringContaining('--id'),
    })
    expect(await readdir(cwd)).toEqual([])
  })

  it('writes nothing beside a hidden file that it would replace', async () => {
    const cwd = await projectWith({ '.gitignore': 'mine', '.git/HEAD': 'ref' })
    const refused = await runGrantry(['init', '--id', 'greeter'], { cwd })
    expect(refused).toMatchObject({ code: 6, stderr: expect.stringContaining('.gitignore: There is one already') })
    expect((await readdir(cwd)).sort()).toEqual(['.git', '.gitignore'])
    await rm(join(cwd, '.gitignore'))
    expect(await runGrantry(['init', '--id', 'greeter'], { cwd })).toMatchObject({ code: 0 })
  })
})

describe('grantry build', () => {
  it('prints every fault with its place, and its path', async () => {
    const cwd = await projectWith({
      'extension.json': sourceManifest({ version: 'one' }),
      'src/extension.ts': sourceWith(),
    })
    const { code, stdout, stderr } = await runGrantry(['build'], { cwd })
    expect({ code, stdout }).toEqual({ code: 6, stdout: '' })
    expect(stderr).toMatch(
      /^error: The extension has a fault \(build_refused\)\n {2}extension\.json:\d+:\d+ \$\.version: A version is semantic/,
    )
  })

  it('prints faults as JSON for machines', async () => {
    const cwd = await projectWith({ 'extension.json': '{' })
    const { stderr } = await runGrantry(['build', '--json'], { cwd })
    expect(JSON.parse(stderr).error).toMatchObject({
      code: 'build_refused',
      exitCode: 6,
      issues: [{ path: 'extension.json:1:2' }],
    })
  })

  it('prints what was built as JSON for machines', async () => {
    const cwd = await projectWith({ 'extension.json': sourceManifest(), 'src/extension.ts': sourceWith() })
    const { stdout } = await runGrantry(['build', '--json'], { cwd })
    expect(JSON.parse(stdout)).toMatchObject({
      id: 'greeter',
      version: '1.2.3',
      operations: [{ type: 'query', name: 'greet' }],
      jobs: [],
    })
  })

  it('names operations and jobs', async () => {
    const source = `
      import { defineExtension, job, query, Type } from '@grantry/sdk'
      const any = Type.Unknown()
      export default defineExtension({
        queries: { ask: query({ input: any, output: any, run: () => null }) },
        jobs: { toil: job({ run: () => undefined }) },
      })`
    const cwd = await projectWith({ 'extension.json': sourceManifest(), 'src/extension.ts': source })
    const { stdout } = await runGrantry(['build'], { cwd })
    expect(stdout).toContain('Built greeter 1.2.3 (js): query ask, job toil\n')
  })
})

describe('grantry test', () => {
  const project = { 'extension.json': sourceManifest(), 'src/extension.ts': sourceWith() }

  it('ends with 6 when a test fails, and shows which', async () => {
    const failing = `import { test } from 'node:test'\ntest('is right', () => { throw new Error('it is not') })`
    const cwd = await projectWith({ ...project, 'test/a.test.ts': failing })
    const { code, stdout, stderr } = await runGrantry(['test'], { cwd })
    expect({ code, stdout }).toEqual({ code: 6, stdout: '' })
    expect(stderr).toContain('is right')
    expect(stderr).toContain('a.test.ts:2')
  })

  it('runs what is in a folder, and in files, with marks of patterns in their names', async () => {
    const test = (ends: string) => `import { test } from 'node:test'\ntest('runs', () => { ${ends} })`
    const beside = await projectWith({
      ...Object.fromEntries(Object.entries(project).map(([path, content]) => [`a[b]{c,d}/${path}`, content])),
      'a[b]{c,d}/test/[id]*.test.ts': test(''),
    })
    const cwd = join(beside, 'a[b]{c,d}')
    const passed = await runGrantry(['test'], { cwd })
    expect(passed).toMatchObject({ code: 0, stdout: expect.stringContaining('1 test file passed') })
    expect(passed.stderr).toMatch(/✔ runs/)
    await writeFile(join(cwd, 'test/[id]*.test.ts'), test('throw 1'))
    expect(await runGrantry(['test'], { cwd })).toMatchObject({ code: 6 })
  })

  it('is content with an extension that builds and has no tests', async () => {
    const cwd = await projectWith(project)
    expect(await runGrantry(['test'], { cwd })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('there are no tests'),
    })
  })
})
