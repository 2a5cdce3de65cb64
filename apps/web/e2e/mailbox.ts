import type { Job } from '@grantry/contract'
import { mailboxArchive } from './archives.ts'
import { publishApproved, type Person } from './people.ts'

/** Jobs in every state in which they stay, so that nothing runs while other things are looked at. */
export interface MailboxJobs {
  install: string
  completed: string
  failed: string
  paused: string
  /** Paused too, with two children that have completed. */
  parent: string
}

/** Never made, so that what waits for it goes on waiting. */
export const NEVER = '/never.txt'

export async function publishMailbox(publisher: Person, slug: string, admin: Person): Promise<void> {
  const archive = await mailboxArchive()
  await publishApproved(publisher, slug, archive.path, admin)
  await archive.dispose()
}

/** Answers the id of the install. */
export async function installMailbox({ api }: Person, workspace: string): Promise<string> {
  const grants = [
    { permission: 'entries.read' },
    { permission: 'jobs.run' },
    { permission: 'extensions.call', scope: { operations: ['query:wordstats:count.v1'] } },
  ] as const
  const { id } = await api.installs.create(workspace, { extension: 'mailbox', grants: [...grants] })
  return id
}

/** Waits until a job is as it should be. */
export async function untilJob(
  { api }: Person,
  workspace: string,
  id: string,
  isSo: (job: Job) => boolean,
): Promise<Job> {
  for (;;) {
    const job = await api.jobs.get(workspace, id)
    if (isSo(job)) return job
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** On a marketplace where the mailbox is installed already. */
export async function runMailbox(person: Person, workspace: string, install: string): Promise<MailboxJobs> {
  const { api } = person
  const start = async (name: string, params: unknown) =>
    (await api.jobs.dispatch(workspace, { jobType: `mailbox:${name}`, params })).id
  const hold = async (id: string) => {
    await untilJob(person, workspace, id, ({ progress, children }) => progress === 0.5 && isOver(children))
    await api.jobs.pause(workspace, id)
    await untilJob(person, workspace, id, ({ state }) => state === 'paused')
    return id
  }
  const completed = await start('scan', { folder: '/mail', messages: 30 })
  await untilJob(person, workspace, completed, ({ state }) => state === 'completed')
  const failed = await start('fail', {})
  await untilJob(person, workspace, failed, ({ state }) => state === 'failed')
  const paused = await hold(await start('scan', { folder: '/mail', messages: 20, until: NEVER }))
  const parent = await hold(await start('scan_all', { folders: ['/mail/2025', '/mail/2026'], until: NEVER }))
  await api.schedules.create(workspace, {
    jobType: 'mailbox:scan',
    params: { folder: '/mail' },
    cron: '30 6 * * 1-5',
    timezone: 'Europe/Berlin',
    name: 'Morning scan',
  })
  return { install, completed, failed, paused, parent }
}

const isOver = ({ total, completed }: Job['children']): boolean => total === completed
