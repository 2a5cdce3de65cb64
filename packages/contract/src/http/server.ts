import { z } from 'zod'
import { jobStateSchema } from './jobs.ts'
import { instantSchema } from './paging.ts'

/** What somebody who runs a server should do something about. `warning`: soon; `error`: now. */
export const serverConcernSchema = z
  .object({
    code: z.enum(['disk_full', 'no_job_slots', 'queue_behind', 'deliveries_failed', 'mails_failed', 'books_differ']),
    level: z.enum(['warning', 'error']),
    message: z.string().describe('What is wrong, and what to do about it'),
  })
  .meta({ id: 'ServerConcern' })
export type ServerConcern = z.infer<typeof serverConcernSchema>

/** A server process that runs jobs, as it stands in the database that all of them share. */
export const serverNodeSchema = z
  .object({
    name: z.string().describe('Host and process id'),
    self: z.boolean().describe('Whether it is the one that answers'),
    slots: z.int().describe('Jobs that it has places for'),
    running: z.int().describe('Jobs that it runs'),
    startedAt: instantSchema,
    heartbeatAt: instantSchema,
    alive: z.boolean().describe('Whether its heart has beaten lately; one that is gone stays in the list for a day'),
  })
  .meta({ id: 'ServerNode' })
export type ServerNode = z.infer<typeof serverNodeSchema>

const bytes = z.number().int().nonnegative()
const count = z.int().nonnegative()

/** How a server fares. Counts since its start are of the process that answers, all others of everything on its database. */
export const serverStatusSchema = z
  .object({
    version: z.string(),
    node: z.string().describe('Version of Node.js'),
    startedAt: instantSchema,
    concerns: z.array(serverConcernSchema).describe('Most urgent first; empty when all is well'),
    database: z.object({ kind: z.enum(['embedded', 'external']), version: z.string(), sizeBytes: bytes }),
    disk: z.object({ totalBytes: bytes, freeBytes: bytes }).describe('Where the data directory lies'),
    memory: z.object({ usedBytes: bytes.describe('By this process, without sandboxes'), totalBytes: bytes }),
    sandboxes: z.object({
      open: count.describe('One for each workspace in use'),
      jobs: count,
      lost: count.describe('Since the start: ended by a deadline, by memory or by a crash'),
    }),
    sinceStart: z.object({
      requests: count,
      serverErrors: count.describe('Requests answered with a 5xx'),
      tooMany: count.describe('Requests refused for their rate'),
      calls: count.describe('Calls of operations of extensions'),
      failedCalls: count,
    }),
    nodes: z.array(serverNodeSchema),
    jobs: z.partialRecord(jobStateSchema, count).describe('Jobs by state, those kept after their end too'),
    queue: z
      .array(
        z.object({
          name: z.string().describe('`<topic>.<listener>`'),
          waiting: count.describe('Due, and not taken yet'),
          later: count.describe('Not due yet'),
          failed: count.describe('Given up'),
        }),
      )
      .describe('News between the parts of the server'),
    mails: z.object({ transport: z.enum(['smtp', 'outbox']), waiting: count, failed: count, sentLastDay: count }),
    limits: z.object({
      requestsPerMinute: count,
      signInsPerMinute: count,
      jobSlots: count,
      workspaceQuotaBytes: bytes,
    }),
  })
  .meta({ id: 'ServerStatus' })
export type ServerStatus = z.infer<typeof serverStatusSchema>
