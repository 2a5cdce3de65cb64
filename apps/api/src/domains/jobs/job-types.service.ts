import { Injectable } from '@nestjs/common'
import {
  extensionIdSchema,
  findUnstorable,
  installIdSchema,
  JOB_LIMITS,
  type JobDeclaration,
  type JobType,
  type ProblemIssue,
  qualifiedName,
} from '@grantry/contract'
import { DomainError } from '../../kernel/domain-error.ts'
import { type LiveInstall, LiveInstallsService } from '../grants/index.ts'
import { completeValue, nearestName } from '../operations/index.ts'
import { jobsErrors } from './jobs.errors.ts'

export interface FoundJob {
  install: LiveInstall
  declaration: JobDeclaration
}

/** What can be dispatched in a workspace, and with which parameters. */
@Injectable()
export class JobTypesService {
  constructor(private readonly installs: LiveInstallsService) {}

  async list(workspaceId: string): Promise<JobType[]> {
    const installs = await this.installs.list(workspaceId)
    return installs.flatMap((install) =>
      install.manifest.jobs.map((declaration) => toJobType({ install, declaration })),
    )
  }

  /** @throws DomainError `unknown_job` with a hint, or why its install does not run */
  async get(workspaceId: string, jobType: string): Promise<FoundJob> {
    const [extension = '', name = ''] = jobType.split(':')
    const install = await this.findInstall(workspaceId, extension)
    const declaration = install?.manifest.jobs.find((candidate) => candidate.name === name)
    if (install !== null && declaration !== undefined) return { install, declaration }
    const known = await this.list(workspaceId)
    const names = known.map((type) => type.jobType)
    throw jobsErrors.unknownType(jobType, nearestName(jobType, names))
  }

  private async findInstall(workspaceId: string, extension: string): Promise<LiveInstall | null> {
    try {
      return await this.installs.getByExtension(workspaceId, extension)
    } catch (error) {
      if (error instanceof DomainError && error.code === 'not_installed') return null
      throw error
    }
  }
}

/**
 * The parameters that a job is begun with: those that are given, with the defaults of its schema where they leave
 * something out.
 * @throws DomainError `invalid_params`, with the JSON path of everything that is wrong
 */
export function completeParams({ params: schema }: JobDeclaration, given: unknown): unknown {
  const { value, issues } =
    schema === undefined ? { value: given, issues: [] } : completeValue(schema, given, JOB_LIMITS.paramsBytes)
  const all = [...storageIssues(value), ...issues]
  if (all.length > 0)
    throw jobsErrors.invalidParams(all.map(({ path, message }) => ({ path: path.replace('$', '$.params'), message })))
  return value
}

function storageIssues(params: unknown): ProblemIssue[] {
  const unstorable = findUnstorable(params)
  if (unstorable !== null) return [{ path: '$', message: unstorable }]
  const size = Buffer.byteLength(JSON.stringify(params))
  if (size <= JOB_LIMITS.paramsBytes) return []
  return [{ path: '$', message: `Parameters may have at most ${JOB_LIMITS.paramsBytes} bytes of JSON` }]
}

const toJobType = ({ install, declaration }: FoundJob): JobType => ({
  jobType: qualifiedName(install.extension, declaration.name),
  extension: extensionIdSchema.parse(install.extension),
  installId: installIdSchema.parse(install.id),
  title: declaration.title ?? null,
  description: declaration.description ?? null,
  resumable: declaration.resumable,
  params: declaration.params ?? null,
})
