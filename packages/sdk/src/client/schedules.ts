import type { CreateSchedule, UpdateSchedule } from '@grantry/contract'
import { path } from './path.ts'
import type { Transport } from './transport.ts'

/** Jobs that are dispatched at set times. */
export const schedulesResource = ({ json, send }: Transport) => ({
  list: (workspace: string, query: { install?: string; limit?: number; cursor?: string } = {}) =>
    json({ method: 'GET', path: path`/v1/workspaces/${workspace}/schedules`, query }, 'SchedulePage'),
  create: (workspace: string, body: CreateSchedule) =>
    json({ method: 'POST', path: path`/v1/workspaces/${workspace}/schedules`, body }, 'Schedule'),
  get: (workspace: string, schedule: string) =>
    json({ method: 'GET', path: path`/v1/workspaces/${workspace}/schedules/${schedule}` }, 'Schedule'),
  /** Pauses it, resumes it, or gives it other times. */
  update: (workspace: string, schedule: string, body: UpdateSchedule) =>
    json({ method: 'PATCH', path: path`/v1/workspaces/${workspace}/schedules/${schedule}`, body }, 'Schedule'),
  remove: (workspace: string, schedule: string) =>
    send({ method: 'DELETE', path: path`/v1/workspaces/${workspace}/schedules/${schedule}` }),
})
