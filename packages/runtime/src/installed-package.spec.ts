import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { findPackageJSON } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../../..')
const PACKAGES = ['contract', 'runtime'] as const
type Package = (typeof PACKAGES)[number]

/** Imports all that there is to import, and is right only where the compiler knows the types. */
const CONSUMER = `
import { createRuntime, type Abi, type Runtime, type RuntimeOptions } from '@grantry/runtime'
export * as contract from '@grantry/contract'
export * as disputeWords from '@grantry/contract/dispute-words'
export * as pricingText from '@grantry/contract/pricing-text'

export const start = (options: RuntimeOptions): Runtime => createRuntime(options)
// @ts-expect-error There is no such ABI.
export const abi: Abi = 'cobol'
`

const run = promisify(execFile)

describe('the packages, installed', () => {
  /** Of somebody who has installed them, far from the repository. */
  let folder: string
  const inPackage = (name: Package, path = '') => join(folder, 'node_modules', '@grantry', name, path)

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'installed-'))
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
    for (const name of PACKAGES) await install(name)
    await link('@types/node', ROOT)
    await writeFile(join(folder, 'consumer.ts'), CONSUMER)
    await writeFile(
      join(folder, 'example.ts'),
      `${await exampleOf()}\nconsole.log(output + ' ' + (fuelConsumed > 0n))\n`,
    )
  }, 120_000)
  afterAll(() => rm(folder, { recursive: true }))

  /** As npm does it, but with what the repository has installed already. */
  async function install(name: Package): Promise<void> {
    const source = join(ROOT, 'packages', name)
    const packing = await run(process.execPath, [join(ROOT, 'scripts/pack.mjs'), folder], { cwd: source })
    await mkdir(inPackage(name), { recursive: true })
    await run('tar', ['-xzf', packing.stdout.trim(), '--strip-components=1', '-C', inPackage(name)])
    const { dependencies } = await manifestOf(name)
    const others = Object.keys(dependencies).filter((dependency) => !dependency.startsWith('@grantry/'))
    await Promise.all(others.map((dependency) => link(dependency, source)))
  }

  async function link(dependency: string, from: string): Promise<void> {
    const manifest = findPackageJSON(dependency, join(from, 'package.json'))
    if (manifest === undefined) throw new Error(`${dependency} is not installed`)
    const path = join(folder, 'node_modules', dependency)
    await mkdir(dirname(path), { recursive: true })
    await symlink(dirname(manifest), path)
  }

  const readmeOf = (name: Package) => readFile(inPackage(name, 'README.md'), 'utf8')

  async function exampleOf(): Promise<string> {
    const [, example = ''] = /^```ts\n([\s\S]*?)^```/m.exec(await readmeOf('runtime')) ?? []
    return example
  }

  async function manifestOf(name: Package) {
    return JSON.parse(await readFile(inPackage(name, 'package.json'), 'utf8'))
  }

  const inFolder = (command: string, ...args: string[]) => run(command, args, { cwd: folder })

  it('run the example of the README as it stands', async () => {
    const { stdout } = await inFolder(process.execPath, 'example.ts')
    expect(stdout).toMatch(/^\{"hello":"Ada","now":\d+\} true\n$/)
  })

  it('have code behind each export', async () => {
    await expect(inFolder(process.execPath, 'consumer.ts')).resolves.toEqual({ stdout: '', stderr: '' })
    for (const program of ['sandbox', 'rewriter'])
      expect(existsSync(inPackage('runtime', `dist/${program}.mjs`))).toBe(true)
  })

  it('declare types that hold before a strict compiler', async () => {
    // Without the library of a browser, which has types of WebAssembly that Node.js has not.
    const surroundings = { module: 'nodenext', lib: ['es2025'], types: ['node'] }
    const compilerOptions = { strict: true, skipLibCheck: false, noEmit: true, ...surroundings }
    const config = { compilerOptions, files: ['consumer.ts', 'example.ts'] }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const complaints = await inFolder(join(ROOT, 'node_modules/.bin/tsc')).then(
      () => '',
      (failure: { stdout: string }) => failure.stdout,
    )
    expect(complaints).toBe('')
  })

  it.each([
    ['contract', ['LICENSE', 'README.md', 'dist', 'package.json']],
    ['runtime', ['LICENSE', 'README.md', 'dist', 'docs', 'package.json']],
  ] as const)('hold what is for others, and nothing that is for us: %s', async (name, entries) => {
    expect((await readdir(inPackage(name))).toSorted()).toEqual(entries)
    const files = await readdir(inPackage(name, 'dist'), { recursive: true, withFileTypes: true })
    const names = files.filter((file) => file.isFile()).map((file) => file.name)
    expect(names.filter((file) => !/^[\w.-]+(?<!\.spec)(?:\.js|\.mjs|\.d\.ts)$/.test(file))).toEqual([])
    expect(await manifestOf(name)).not.toHaveProperty('scripts')
    expect(await manifestOf(name)).not.toHaveProperty('devDependencies')
  })

  it.each(PACKAGES)('have every file that the README links to: %s', async (name) => {
    const links = [...(await readmeOf(name)).matchAll(/\]\((?![a-z]+:)([^)#\s]+)/g)].map(([, path = '']) => path)
    expect(links.filter((path) => !existsSync(inPackage(name, path)))).toEqual([])
  })
})
