import { job, JOB_ID, jobType, me, page } from './fake-answers.ts'
import { json, startFakeServer, type Routes } from './fake-server.ts'
import { runGrantry, runOnTerminal, type Dialogue, type RunOptions } from './run-grantry.ts'

export const JOBS = '/v1/workspaces/home/jobs'
/** The one job there is. */
export const JOB = `${JOBS}/${JOB_ID}`
const PARAMS = {
  type: 'object',
  properties: {
    folder: { type: 'string' },
    limit: { type: 'integer' },
    senders: { type: 'array', items: { type: 'string' } },
    dry_run: { type: 'boolean' },
  },
}

const ROUTES: Routes = {
  'GET /v1/me': () => ({ body: me() }),
  'GET /v1/workspaces/home/job-types': () => ({ body: page([jobType(PARAMS)]) }),
  [`POST ${JOBS}`]: () => ({ status: 201, body: job({ state: 'queued' }) }),
  [`GET ${JOB}`]: () => ({ body: job({ state: 'completed', progress: 1, endedAt: '2026-01-02T03:04:17.000Z' }) }),
}

/** A server with one job, and `grantry jobs` against it. */
export async function startJobServer(routes: Routes = {}) {
  const server = await startFakeServer({ ...ROUTES, ...routes })
  const env = { GRANTRY_SERVER: server.url, GRANTRY_TOKEN: 't' }
  const dispatched = () => server.requests.filter(({ method, path }) => method === 'POST' && path === JOBS).map(json)
  return {
    server,
    dispatched,
    run: (args: string[], options: RunOptions = {}) => runGrantry(['jobs', ...args], { ...options, env }),
    talk: (args: string[], dialogue: Dialogue) => runOnTerminal(['jobs', ...args], dialogue, { env }),
  }
}
