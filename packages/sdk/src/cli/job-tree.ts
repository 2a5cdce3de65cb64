import type { JobSummary } from '@grantry/contract'
import type { Client } from '../client/index.ts'
import { percentText, reasonText, stateText } from './job-text.ts'

/** A job with the jobs that it has started. */
export interface JobNode {
  job: JobSummary
  children: JobNode[]
  /** Children beyond those that were asked for. */
  omitted: number
}

const SHOWN_CHILDREN = 50
/** What a person can still read; every one of them may be a request. */
const SHOWN_JOBS = 500

/** A job and what is below it, generation by generation: of each job the 50 newest children, 500 jobs in all. */
export async function readTree(client: Client, workspace: string, job: JobSummary): Promise<JobNode> {
  const root = childless(job)
  const found = [root]
  for (const node of found) {
    const limit = Math.min(SHOWN_CHILDREN, node.job.children.total, SHOWN_JOBS - found.length)
    if (limit <= 0) continue
    const { items } = await client.jobs.children(workspace, node.job.id, { limit })
    node.children = items.map(childless)
    node.omitted = Math.max(0, node.omitted - items.length)
    found.push(...node.children)
  }
  return root
}

const childless = (job: JobSummary): JobNode => ({ job, children: [], omitted: job.children.total })

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
