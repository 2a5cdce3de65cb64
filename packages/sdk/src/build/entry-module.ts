import type { DescribedExtension, DescribedJob, DescribedOperation } from '../guest/entry-point.ts'

/** The module that tells what an extension declares, when it is evaluated. */
export const descriptionModule = (source: string): string => `\
import extension from ${JSON.stringify(`./${source}`)}
import { describeExtension } from '@grantry/sdk/entry-point'
export const described = JSON.stringify(describeExtension(extension))
`

/** The module that ships: one exported function for each operation and each job. */
export const entryModule = (source: string, { operations, jobs }: DescribedExtension): string =>
  [
    `import extension from ${JSON.stringify(`./${source}`)}`,
    `import { handlerOf, jobHandlerOf } from '@grantry/sdk/entry-point'`,
    ...operations.map((operation) => `export const ${exportName(operation)} = handlerOf(${lookup(operation)})`),
    ...jobs.map(
      (job) => `export const ${jobExportName(job)} = jobHandlerOf(extension.jobs[${JSON.stringify(job.name)}])`,
    ),
    '',
  ].join('\n')

const COLLECTION = { query: 'queries', action: 'actions' } as const

const lookup = ({ type, name }: DescribedOperation) => `extension.${COLLECTION[type]}[${JSON.stringify(name)}]`

/** `query_greet`: never a reserved word, and no two operations share one, since no valid name has a `$`. */
export const exportName = ({ type, name }: Pick<DescribedOperation, 'type' | 'name'>): string =>
  `${type}_${name.replaceAll(/\W/g, '$')}`

export const jobExportName = ({ name }: Pick<DescribedJob, 'name'>): string => `job_${name.replaceAll(/\W/g, '$')}`
