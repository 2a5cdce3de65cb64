import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../test/server.ts'
import { anApprovedVersion, anInstall, freshName } from '../test/stories.ts'

const BUNDLE = `export function greet(input) {
  throw new TypeError('a name is needed')
}
`
/** Each line of the bundle comes from the one three lines further down. */
const MAP = JSON.stringify({ version: 3, sources: ['src/greeter.ts'], names: [], mappings: 'AAGA;AACA;AACA' })

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

describe('a package with a source map beside its bundle', () => {
  it("has the author's files and lines in the log of an install", async () => {
    const id = freshName('mapped')
    const manifest = { id, operations: [{ type: 'query', name: 'greet', export: 'greet' }] }
    await anApprovedVersion(server, { code: BUNDLE, manifest, files: { 'extension.js.map': MAP } })
    const { person, workspace, install } = await anInstall(server, id)
    expect((await person.call(workspace, `${id}:greet`, {})).body).toMatchObject({ code: 'guest_error' })
    const logs = await person.get(`/v1/workspaces/${workspace}/installs/${install.id}/logs?level=error`)
    expect(logs.body.items[0].message).toContain('src/greeter.ts:5:1')
  })
})
