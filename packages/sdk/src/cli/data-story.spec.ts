import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { adminOf, PASSWORD, personAt } from '../../test/person-at-server.ts'
import { projectWith, temporaryFolder } from '../../test/project-folder.ts'
import { serverIsBuilt, startRealServer } from '../../test/real-server.ts'

const EMAIL = 'ada@example.org'
const SIGN_IN = ['login', '--email', EMAIL, '--password-stdin']
const INPUT = { input: PASSWORD }

const SOURCE = `
import { defineExtension, query } from '@grantry/sdk'
export default defineExtension({
  queries: { say: query({ async run(_input, ctx) { ctx.log.info('It was said'); return {} } }) },
})`
const MANIFEST = { id: 'sayer', name: 'Sayer', version: '1.0.0', description: 'Says something', permissions: [] }

/** What lines of JSON are, in their order. */
const kindsOf = (lines: string): string[] =>
  lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).kind)

describe.runIf(serverIsBuilt)('the story of a workspace and its data on a real server', () => {
  it('is looked at, copied with a token for that, and deleted with a password', { timeout: 180_000 }, async () => {
    const server = await startRealServer(onTestFinished)
    const { run, result } = await personAt(server, EMAIL)
    const project = await projectWith({ 'extension.json': MANIFEST, 'src/extension.ts': SOURCE })
    await result('publishers', 'create', 'acme', 'Acme')
    await (await adminOf(server)).reviews.approve((await result('publish', project)).reviewId)
    await result('workspaces', 'create', 'Home', '--slug', 'home')
    await result('workspaces', 'create', 'Work', '--slug', 'work')
    await result('install', 'sayer', '--yes')
    await result('action', 'entries.create', '--path', '/a.txt', '--text', 'hello')
    const long = `/${'字'.repeat(80)}`.repeat(9)
    expect(await run(['action', 'entries.create', '--path', long, '--text', 'hello'])).toMatchObject({
      code: 6,
      stderr: expect.stringContaining('A path may take 2048 bytes of UTF-8'),
    })
    await result('query', 'sayer:say')

    const shown = await run(['data', 'show'])
    expect(shown.stdout).toMatch(/^1 file and 0 results beside them: 5 B of /)
    expect(shown.stdout).toMatch(/^sayer +active +1 /m)
    expect(await result('data', 'show')).toMatchObject({ entries: { count: 1, bytes: 5 } })

    expect(await run(['data', 'export'])).toMatchObject({ code: 4, stderr: expect.stringContaining('scope_missing') })
    const only = await run([...SIGN_IN, '--only', 'home', '--scope', 'read', 'install', 'export'], INPUT)
    expect(only.stdout).toContain(`Signed in to ${server} as ${EMAIL}, in home alone`)
    expect((await run(['whoami'])).stdout).toContain('may read, install, export in home alone')
    expect(await run(['data', 'show', '--workspace', 'work'])).toMatchObject({ code: 5 })
    expect(await run(['publishers', 'create', 'other', 'Other'])).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('token_limited'),
    })

    const copy = await run(['data', 'export'])
    expect(kindsOf(copy.stdout)).toEqual(['export', 'workspace', 'member', 'install', 'entry', 'log'])
    const file = join(await temporaryFolder(), 'home.jsonl')
    expect(await run(['data', 'export', '--install', 'sayer', '--out', file])).toMatchObject({ code: 0, stdout: '' })
    expect(kindsOf(await readFile(file, 'utf8'))).toEqual(['export', 'install', 'log'])
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await run(['data', 'export', '--out', file])).toMatchObject({ code: 2 })

    expect(await run(['data', 'delete-log', 'sayer'])).toMatchObject({ code: 2 })
    await result('data', 'delete-log', 'sayer', '--yes')
    expect((await result('data', 'show')).installs).toMatchObject([{ log: { lines: 0 }, calls: 1 }])

    const deletion = ['workspaces', 'delete', 'home', '--name', 'Home']
    expect(await run(deletion)).toMatchObject({ code: 2, stderr: expect.stringContaining('--password-stdin') })
    expect(await run([...deletion, '--password-stdin'], { input: 'wrong' })).toMatchObject({ code: 3 })
    expect(await run([...deletion, '--password-stdin'], INPUT)).toMatchObject({
      code: 0,
      stdout: 'Deleted the workspace Home\n',
    })
    expect(await run(['whoami'])).toMatchObject({ code: 3 })
    await run(SIGN_IN, INPUT)
    expect(await result('workspaces', 'list')).toMatchObject([{ slug: 'work' }])
  })
})
