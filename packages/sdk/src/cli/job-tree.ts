import type { JobSummary } from '@grantry/contract'
import type { Client } from '../client/index.ts'
import { percentText, reasonText, stateText } from './job-text.ts'

/** A job with the jobs that it has started. */
export interface JobNode {
  job: JobSummary
  children: readonly JobNode[]
  /** Children beyond those that were asked for. */
  omitted: number
}

const SHOWN_CHILDREN = 50

/** A job and everything below it; of each job the 50 newest children. */
export async function readTree(client: Client, workspace: string, job: JobSummary): Promise<JobNode> {
  if (job.children.total === 0) return { job, children: [], omitted: 0 }
  const { items } = await client.jobs.children(workspace, job.id, { limit: SHOWN_CHILDREN })
  const children: JobNode[] = []
  for (const child of items) children.push(await readTree(client, workspace, child))
  return { job, children, omitted: Math.max(0, job.children.total - items.length) }
}

/** The lines of what is below a job, drawn as a tree. */
export function treeLines({ children, omitted }: JobNode, indent = ''): string[] {
  const lines = children.flatMap((child, index) => {
    const isLast = index === children.length - 1 && omitted === 0
    const [branch, below] = isLast ? ['└ ', '  '] : ['├ ', '│ ']
    return [`${indent}${branch}${nodeText(child.job)}`, ...treeLines(child, indent + below)]
  })
  return omitted === 0 ? lines : [...lines, `${indent}└ … and ${omitted} more`]
}

const nodeText = (job: JobSummary): string =>
  [job.jobType, stateText(job), percentText(job), job.id, job.reason === null ? '' : reasonText(job.reason)]
    .filter((part) => part !== '')
    .join(' · ')
