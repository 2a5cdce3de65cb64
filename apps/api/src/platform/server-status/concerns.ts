import type { ServerConcern, ServerStatus } from '@grantry/contract'

/** What is judged, and what only `/metrics` tells. */
export interface Figures extends Pick<ServerStatus, 'disk' | 'nodes' | 'jobs' | 'queue' | 'mails'> {
  /** Things in which the books and the payment provider differed when they were last compared. */
  drift: number
}

const LOW_DISK_SHARE = 0.1
const FULL_DISK_SHARE = 0.03
/** So much news waits at once only where nobody takes it. */
const BACKLOG = 1_000

/** What somebody who runs the server should do something about, most urgent first. */
export function concernsOf(figures: Figures): ServerConcern[] {
  const found = [disk(figures), books(figures), jobs(figures), backlog(figures), deliveries(figures), mails(figures)]
  const concerns = found.filter((concern) => concern !== null)
  return [...concerns.filter(({ level }) => level === 'error'), ...concerns.filter(({ level }) => level === 'warning')]
}

type Judge = (figures: Figures) => ServerConcern | null

const disk: Judge = ({ disk: { freeBytes, totalBytes } }) => {
  const share = totalBytes === 0 ? 1 : freeBytes / totalBytes
  if (share > LOW_DISK_SHARE) return null
  return {
    code: 'disk_full',
    level: share > FULL_DISK_SHARE ? 'warning' : 'error',
    message: `${Math.round(share * 100)} % of the disk with the data directory is free. Uploads and the database need room: make some, or move the directory to a larger disk.`,
  }
}

const books: Judge = ({ drift }) =>
  drift === 0
    ? null
    : {
        code: 'books_differ',
        level: 'error',
        message: `The books and the payment provider differ in ${drift} ${drift === 1 ? 'thing' : 'things'}. The comparison in the ledger says in which.`,
      }

const jobs: Judge = ({ nodes, jobs: { queued = 0 } }) =>
  queued === 0 || nodes.some(({ alive, slots }) => alive && slots > 0)
    ? null
    : {
        code: 'no_job_slots',
        level: 'error',
        message: `${queued} ${queued === 1 ? 'job waits' : 'jobs wait'}, and no server has places for jobs. Start one with GRANTRY_JOB_SLOTS above 0.`,
      }

const backlog: Judge = ({ queue }) => {
  const behind = queue.filter(({ waiting }) => waiting >= BACKLOG)
  if (behind.length === 0) return null
  return {
    code: 'queue_behind',
    level: 'warning',
    message: `News piles up in ${behind.map(({ name }) => name).join(', ')}. The log of the server says what its listener waits for.`,
  }
}

const deliveries: Judge = ({ queue }) => {
  const failed = queue.filter((topic) => topic.failed > 0)
  if (failed.length === 0) return null
  return {
    code: 'deliveries_failed',
    level: 'warning',
    message: `News was given up after ten attempts in ${failed.map(({ name }) => name).join(', ')}. The log of the server says why.`,
  }
}

const mails: Judge = ({ mails: { failed } }) =>
  failed === 0
    ? null
    : {
        code: 'mails_failed',
        level: 'warning',
        message: `${failed} ${failed === 1 ? 'mail' : 'mails'} could not be sent. The list of mails says why.`,
      }
