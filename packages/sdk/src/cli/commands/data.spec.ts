import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startFakeServer, type GivenAnswer } from '../../../test/fake-server.ts'
import { temporaryFolder } from '../../../test/project-folder.ts'
import { runGrantry } from '../../../test/run-grantry.ts'

async function* broken() {
  yield '{"kind":"export"}\n'
  await new Promise((resolve) => setTimeout(resolve, 50))
  throw new Error('The server went away')
}

async function start(answer: GivenAnswer) {
  const server = await startFakeServer({ 'GET /v1/workspaces/home/data/export': () => answer })
  const cwd = await temporaryFolder()
  const env = { GRANTRY_SERVER: server.url, GRANTRY_TOKEN: 't', GRANTRY_WORKSPACE: 'home' }
  const save = () => runGrantry(['data', 'export', '--out', 'home.jsonl'], { env, cwd })
  return { server, cwd, save }
}

describe('grantry data export --out', () => {
  it('leaves nothing of a copy that broke off', async () => {
    const { cwd, save } = await start({ events: broken() })
    expect((await save()).code).not.toBe(0)
    expect(await readdir(cwd)).toEqual([])
  })

  it('writes a whole copy, and touches no other file', async () => {
    const { cwd, save } = await start({ lines: [{ kind: 'export' }] })
    await writeFile(join(cwd, 'home.jsonl.part'), 'mine')
    expect(await save()).toMatchObject({ code: 0, stderr: 'Written to home.jsonl\n' })
    expect((await readdir(cwd)).sort()).toEqual(['home.jsonl', 'home.jsonl.part'])
    expect(await readFile(join(cwd, 'home.jsonl.part'), 'utf8')).toBe('mine')
    expect(await readFile(join(cwd, 'home.jsonl'), 'utf8')).toBe('{"kind":"export"}\n')
  })

  it('refuses a file that is there already before it asks the server for anything', async () => {
    const { server, cwd, save } = await start({ lines: [] })
    await writeFile(join(cwd, 'home.jsonl'), 'precious')
    expect(await save()).toMatchObject({ code: 2, stderr: expect.stringContaining('There is a file home.jsonl') })
    expect(server.requests).toEqual([])
    expect(await readFile(join(cwd, 'home.jsonl'), 'utf8')).toBe('precious')
  })
})
