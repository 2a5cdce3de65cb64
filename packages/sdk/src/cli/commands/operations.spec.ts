import { describe, expect, it } from 'vitest'
import { callable, me } from '../../../test/fake-answers.ts'
import { json, problem, startFakeServer, type Routes } from '../../../test/fake-server.ts'
import { runGrantry, type RunOptions } from '../../../test/run-grantry.ts'

const GREET = 'query:hello:greet.v1'
const OPERATIONS = '/v1/workspaces/home/operations'
const GREET_SCHEMA = { type: 'object', properties: { name: { type: 'string' }, loud: { type: 'boolean' } } }

const ROUTES: Routes = {
  'GET /v1/me': () => ({ body: me() }),
  [`GET ${OPERATIONS}`]: () => ({ body: { items: [callable(GREET, GREET_SCHEMA)], nextCursor: null } }),
  [`POST ${OPERATIONS}/${GREET}`]: (request) => ({
    headers: { 'x-fuel-consumed': '1234567', 'x-memory-pages': '3' },
    body: { received: json(request) },
  }),
  [`POST ${OPERATIONS}/query:test.ping.v1`]: (request) => ({ body: { received: json(request) } }),
  [`POST ${OPERATIONS}/action:hello:remember.input.v1`]: () => ({ body: 'a\u009b[31mb' }),
  [`POST ${OPERATIONS}/query:hello:fibonacci.v1`]: () =>
    problem(422, 'fuel_exhausted', 'The call used up its fuel of 1000000000 units'),
  [`POST ${OPERATIONS}/query:hello:denied.v1`]: () => ({ body: { error: 'not granted', code: 'permission_denied' } }),
  [`POST ${OPERATIONS}/query:hello:refused.v1`]: () => ({ body: { error: 'no', code: 'entry_not_found' } }),
  [`POST ${OPERATIONS}/query:hello:bad.v1`]: () =>
    problem(400, 'invalid_input', 'The input is not right', { issues: [{ path: '$.name', message: 'is missing' }] }),
}

async function call(args: readonly string[], { input, env }: RunOptions = {}) {
  const server = await startFakeServer(ROUTES)
  const outcome = await runGrantry(args, { input, env: { GRANTRY_SERVER: server.url, GRANTRY_TOKEN: 't', ...env } })
  return { ...outcome, requests: server.requests }
}

describe('grantry query', () => {
  it('prints the output, and fuel and memory beside it', async () => {
    const { code, stdout, stderr } = await call(['query', 'hello:greet', '{"name": "Ada"}'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'fuel 1,234,567 · memory 192 KiB\n' })
    expect(JSON.parse(stdout)).toEqual({ received: { name: 'Ada' } })
  })

  it('prints fuel and memory as JSON for machines', async () => {
    const { stdout, stderr } = await call(['query', 'hello:greet', '--json'])
    expect(JSON.parse(stdout)).toEqual({ received: {} })
    expect(JSON.parse(stderr)).toEqual({ fuel: 1234567, memoryPages: 3 })
  })

  it('reads options as the schema of the operation says', async () => {
    const { stdout } = await call(['query', 'hello:greet', '--name', '42', '--loud', '--json', '--workspace', 'home'])
    expect(JSON.parse(stdout)).toEqual({ received: { name: '42', loud: true } })
  })

  it('passes on an input with the name of the option that says the version of grantry', async () => {
    const { stdout } = await call(['query', 'hello:greet', '--version', '2', '--json'])
    expect(JSON.parse(stdout)).toEqual({ received: { version: 2 } })
    const joined = await call(['query', 'hello:greet', '--version=2'])
    expect(JSON.parse(joined.stdout)).toEqual({ received: { version: 2 } })
  })

  it('reads standard input', async () => {
    const { stdout } = await call(['query', 'test.ping', '-'], { input: '{"message": "hi"}\n' })
    expect(JSON.parse(stdout)).toEqual({ received: { message: 'hi' } })
  })

  it('takes full wire names and platform operations, which use no fuel', async () => {
    expect(await call(['query', GREET])).toMatchObject({ code: 0 })
    expect(await call(['query', 'test.ping'])).toMatchObject({ code: 0, stderr: 'a platform operation: no fuel\n' })
  })

  it('asks nothing of the server for an input that is not JSON', async () => {
    const { code, stderr, requests } = await call(['query', 'hello:greet', '{name}'])
    expect({ code, requests }).toEqual({ code: 2, requests: [] })
    expect(stderr).toContain('line 1, column 2')
  })

  it('ends with 6 and the code of a limit', async () => {
    const { code, stdout, stderr } = await call(['query', 'hello:fibonacci'])
    expect({ code, stdout }).toEqual({ code: 6, stdout: '' })
    expect(stderr).toBe('error: The call used up its fuel of 1000000000 units (fuel_exhausted, request req-1)\n')
  })

  it('prints an error that an extension answers, and ends with 4 or 6', async () => {
    const denied = await call(['query', 'hello:denied'])
    expect(JSON.parse(denied.stdout)).toEqual({ error: 'not granted', code: 'permission_denied' })
    expect(denied).toMatchObject({ code: 4, stderr: expect.stringContaining('error: not granted (permission_denied)') })
    expect(await call(['query', 'hello:refused'])).toMatchObject({ code: 6 })
  })

  it('lists what is wrong with an input', async () => {
    const { stderr } = await call(['query', 'hello:bad'])
    expect(stderr).toBe('error: The input is not right (invalid_input, request req-1)\n  $.name: is missing\n')
  })

  it('prints a failure as JSON for machines', async () => {
    const { code, stdout, stderr } = await call(['query', 'hello:bad', '--json'])
    expect({ code, stdout }).toEqual({ code: 6, stdout: '' })
    expect(JSON.parse(stderr).error).toEqual({
      code: 'invalid_input',
      detail: 'The input is not right',
      issues: [{ path: '$.name', message: 'is missing' }],
      hint: null,
      requestId: 'req-1',
      exitCode: 6,
    })
  })

  it('ends with 5 for an unknown operation', async () => {
    expect(await call(['query', 'hello:nothing'])).toMatchObject({ code: 5 })
  })

  it('ends with 7 and the address of a server that does not answer', async () => {
    const { code, stderr } = await runGrantry(['query', 'hello:greet'], {
      env: { GRANTRY_SERVER: 'http://127.0.0.1:9', GRANTRY_TOKEN: 't' },
    })
    expect({ code, stderr }).toEqual({
      code: 7,
      stderr: expect.stringContaining('http://127.0.0.1:9 could not be reached'),
    })
  })

  it('ends with 1 for an answer that is not of this API', async () => {
    const server = await startFakeServer({ 'GET /v1/me': () => ({ body: '<html>' }) })
    const outcome = await runGrantry(['whoami'], { env: { GRANTRY_SERVER: server.url, GRANTRY_TOKEN: 't' } })
    expect(outcome).toMatchObject({ code: 1, stderr: expect.stringContaining('unexpected_answer') })
    expect(outcome.stderr).not.toContain('    at ')
  })

  it('asks which workspace when there are several', async () => {
    const server = await startFakeServer({ 'GET /v1/me': () => ({ body: me({ workspaces: ['home', 'work'] }) }) })
    const env = { GRANTRY_SERVER: server.url, GRANTRY_TOKEN: 't' }
    expect(await runGrantry(['query', 'test.ping'], { env })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--workspace home or --workspace work'),
    })
  })
})

describe('grantry action', () => {
  it('prints an output that cannot take over the terminal', async () => {
    const { stdout } = await call(['action', 'hello:remember', '--text', 'milk'])
    expect(stdout).toBe('"a\\u009b[31mb"\n')
  })

  it('refuses a query and names the command for it', async () => {
    expect(await call(['action', GREET])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`grantry query ${GREET}`),
    })
  })
})
