import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { list } from 'tar'
import { describe, expect, it } from 'vitest'
import { me, page, published, publisherVersion } from '../../../test/fake-answers.ts'
import { json, problem, startFakeServer, type Routes } from '../../../test/fake-server.ts'
import { projectWith, sourceManifest, sourceWith } from '../../../test/project-folder.ts'
import { runGrantry, runOnTerminal } from '../../../test/run-grantry.ts'

const VERSIONS = '/v1/publishers/acme/versions'
const ROUTES: Routes = {
  'GET /v1/me': () => ({ body: me() }),
  [`POST ${VERSIONS}`]: () => ({ status: 201, body: published() }),
  [`GET ${VERSIONS}`]: () => ({ body: page([publisherVersion()]) }),
}

const FILES = { 'extension.json': sourceManifest(), 'src/extension.ts': sourceWith() }

async function start(routes: Routes = ROUTES, files: Parameters<typeof projectWith>[0] = FILES) {
  const server = await startFakeServer(routes)
  const cwd = await projectWith(files)
  const env = { GRANTRY_SERVER: server.url, GRANTRY_TOKEN: 't' }
  return {
    server,
    cwd,
    uploads: () => server.requests.filter(({ method, path }) => method === 'POST' && path === VERSIONS),
    run: (...args: string[]) => runGrantry(args, { env, cwd }),
    watch: (...args: string[]) => runOnTerminal(args, [], { env, cwd }),
  }
}

async function filesIn(archive: string): Promise<string[]> {
  const paths: string[] = []
  await list({ file: archive, onReadEntry: ({ path }) => void paths.push(path) })
  return paths
}

describe('grantry publish', () => {
  it('builds, packs and uploads a folder, and says how the review stands', async () => {
    const { run, cwd, uploads } = await start()
    const { code, stdout } = await run('publish')
    expect(code).toBe(0)
    expect(stdout).toContain('Published greeter 1.2.3 under acme: submitted, number 3 in the review queue')
    expect(stdout).toContain('  exports   query_count\n')
    expect(stdout).not.toContain('imports')
    expect(uploads()).toHaveLength(1)
    expect(uploads()[0]?.headers['content-type']).toBe('application/gzip')
    expect(uploads()[0]?.body).toEqual(await readFile(join(cwd, 'dist/greeter-1.2.3.tgz')))
  })

  it('takes a packed archive as it is', async () => {
    const { run, uploads } = await start(ROUTES, { 'given.tgz': 'bytes' })
    const { stdout } = await run('publish', 'given.tgz', '--publisher', 'acme', '--json')
    expect(JSON.parse(stdout)).toMatchObject({ extension: 'greeter', publisher: 'acme', review: { position: 3 } })
    expect(uploads()[0]?.body.toString()).toBe('bytes')
  })

  it('takes the source map along when it is asked to, from a folder', async () => {
    const { run, cwd, uploads } = await start(ROUTES, { ...FILES, 'given.tgz': 'bytes' })
    expect(await run('publish', '--source-map')).toMatchObject({ code: 0 })
    expect(await filesIn(join(cwd, 'dist/greeter-1.2.3.tgz'))).toContain('extension.js.map')
    expect(uploads()[0]?.body).toEqual(await readFile(join(cwd, 'dist/greeter-1.2.3.tgz')))
    expect(await run('publish', 'given.tgz', '--source-map')).toMatchObject({
      code: 2,
      stderr: 'error: given.tgz is packed already: --source-map is for folders (usage)\n',
    })
    expect(uploads()).toHaveLength(1)
  })

  it.each([
    [403, 'scope_missing', 'The token lacks the scope read'],
    [503, 'unavailable', 'In a moment'],
  ])('says what it has published when the review cannot be asked for: %j', async (status, code, detail) => {
    const { run } = await start({ ...ROUTES, [`GET ${VERSIONS}`]: () => problem(status, code, detail) })
    expect(await run('publish')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Published greeter 1.2.3 under acme: submitted\n'),
      stderr: `How the review stands is not known: ${detail}\n`,
    })
    const machine = await run('publish', '--json')
    expect(machine).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(machine.stdout)).toMatchObject({ version: '1.2.3', review: null })
  })

  it('shows a progress bar on a terminal and nowhere else', async () => {
    const { watch, run } = await start()
    expect((await watch('publish')).stdout).toContain('Uploading')
    expect((await run('publish')).stderr).toBe('')
  })

  it('shows how far the server has come, and says what it says at last', async () => {
    const stages = [
      { stage: 'received', uploadBytes: 5 },
      { stage: 'unpacked', files: 2, unpackedBytes: 9 },
    ]
    const answering = (last: object) => ({
      ...ROUTES,
      [`POST ${VERSIONS}`]: () => ({ lines: [...stages, last] }),
    })
    const { watch } = await start(answering({ published: published() }))
    const { stdout } = await watch('publish')
    expect(stdout).toContain('Reading the manifest')
    expect(stdout).toContain('Published greeter 1.2.3')
    const problemLine = {
      type: 'about:blank',
      title: 'Unprocessable',
      status: 422,
      code: 'archive_link',
      detail: 'A link',
    }
    const refused = await start(answering({ problem: problemLine }))
    expect(await refused.run('publish')).toMatchObject({ code: 6, stderr: expect.stringContaining('archive_link') })
  })

  it('keeps a draft, which is submitted or discarded later', async () => {
    const draft = { ...published(), status: 'draft' as const }
    const path = `${VERSIONS}/greeter/1.2.3`
    const { run, server } = await start({
      ...ROUTES,
      [`POST ${VERSIONS}`]: () => ({ status: 201, body: draft }),
      [`POST ${path}/submit`]: () => ({ body: {} }),
      [`DELETE ${path}`]: () => ({ status: 204 }),
    })
    expect((await run('publish', '--draft')).stdout).toContain('grantry submit greeter@1.2.3 sends it to the review')
    expect((await run('submit', 'greeter@1.2.3')).stdout).toBe('greeter 1.2.3 is submitted\n')
    expect((await run('discard', 'greeter@1.2.3')).stdout).toBe('greeter 1.2.3 is discarded\n')
    expect(await run('submit', 'greeter')).toMatchObject({ code: 2 })
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toContain(`DELETE ${path}`)
  })

  it('yanks a version when it is meant', async () => {
    const yank = `POST ${VERSIONS}/greeter/1.2.3/yank`
    const { run, server } = await start({ ...ROUTES, [yank]: () => ({ body: {} }) })
    const requests = () => server.requests.map(({ method, path }) => `${method} ${path}`)
    expect(await run('yank', 'greeter')).toMatchObject({ code: 2 })
    expect(await run('yank', 'greeter@1.2.3')).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') })
    expect(requests()).not.toContain(yank)
    expect((await run('yank', 'greeter@1.2.3', '--yes')).stdout).toBe('greeter 1.2.3 is yanked\n')
    expect(requests()).toContain(yank)
  })

  it('uploads nothing that does not build', async () => {
    const { run, uploads } = await start(ROUTES, { ...FILES, 'src/extension.ts': 'export default 1' })
    const { code, stderr } = await run('publish')
    expect({ code, uploads: uploads() }).toEqual({ code: 6, uploads: [] })
    expect(stderr).toContain('src/extension.ts: TypeError')
  })

  it('shows what the server finds wrong with an archive', async () => {
    const refusal = problem(422, 'archive_link', 'The archive holds a link', {
      issues: [{ path: 'a/b', message: 'is a link' }],
    })
    const { run } = await start({ ...ROUTES, [`POST ${VERSIONS}`]: () => refusal })
    expect(await run('publish')).toEqual({
      code: 6,
      stdout: '',
      stderr: 'error: The archive holds a link (archive_link, request req-1)\n  a/b: is a link\n',
    })
  })

  it('asks which publisher when there are several, and how to get one when there is none', async () => {
    const several = await start({ 'GET /v1/me': () => ({ body: me({ publishers: ['acme', 'labs'] }) }) })
    expect(await several.run('publish')).toMatchObject({ code: 2, stderr: expect.stringContaining('--publisher labs') })
    const none = await start({ 'GET /v1/me': () => ({ body: me({ publishers: [] }) }) })
    expect(await none.run('publish')).toMatchObject({ code: 2, stderr: expect.stringContaining('publishers create') })
  })

  it('ends with 5 for a path that is not there', async () => {
    const { run } = await start()
    expect(await run('publish', 'nowhere.tgz')).toMatchObject({ code: 5 })
  })
})

describe('grantry status', () => {
  const decided = publisherVersion({
    version: '1.0.0',
    status: 'rejected',
    review: { id: publisherVersion().review!.id, position: null, reason: 'Asks for\ntoo much', decidedAt: null },
  })
  const routes: Routes = {
    ...ROUTES,
    [`GET ${VERSIONS}`]: ({ query }) => ({
      body: query.has('cursor') ? page([decided]) : page([publisherVersion()], 'next'),
    }),
  }

  it('shows state, place in the queue and reason of every version', async () => {
    const { run } = await start(routes)
    const { stdout } = await run('status')
    expect(stdout).toMatch(/^greeter +1\.2\.3 +submitted +3 +2026-01-02 03:04$/m)
    expect(stdout).toMatch(/^greeter +1\.0\.0 +rejected +2026-01-02 03:04 +Asks for too much$/m)
  })

  it('shows one extension or one version', async () => {
    const { run } = await start(routes)
    const { stdout } = await run('status', 'greeter@1.0.0', '--json')
    expect(JSON.parse(stdout)).toMatchObject([{ version: '1.0.0', status: 'rejected' }])
    expect(await run('status', 'other')).toMatchObject({ code: 5 })
  })
})

describe('grantry publishers create', () => {
  it('creates a publisher', async () => {
    const publisher = { slug: 'labs', name: 'Labs', verified: false, createdAt: '2026-01-02T03:04:05.000Z' }
    const { run, server } = await start({ 'POST /v1/publishers': () => ({ status: 201, body: publisher }) })
    expect(await run('publishers', 'create', 'labs', 'Labs')).toMatchObject({
      stdout: 'Created the publisher Labs (labs)\n',
    })
    expect(json(server.requests[0]!)).toEqual({ slug: 'labs', name: 'Labs' })
  })
})
