import { Injectable } from '@nestjs/common'
import { digestSchema } from '@grantry/contract'
import { Clock } from '../../kernel/clock.ts'
import { BlobStore } from '../../platform/blobs/index.ts'
import { LogsService } from '../operations/index.ts'
import { HoldingsRepository } from './holdings.repository.ts'

const ENTRIES_AT_ONCE = 50
const LINES_AT_ONCE = 500
/** Of the lines, for those who read them. */
const FORMAT_VERSION = 1

/** One line of a copy; `kind` says what it is. */
export type ExportRecord = Record<string, unknown>

/** What a copy of a workspace, or of one install of it, consists of, read as it is asked for. */
@Injectable()
export class ExportRecords {
  constructor(
    private readonly repository: HoldingsRepository,
    private readonly blobs: BlobStore,
    private readonly logs: LogsService,
    private readonly clock: Clock,
  ) {}

  async *of(workspaceId: string, installId: string | undefined): AsyncGenerator<ExportRecord> {
    await this.logs.flush()
    const { id, slug, name, createdAt } = await this.repository.getWorkspace(workspaceId)
    yield { kind: 'export', version: FORMAT_VERSION, at: this.clock.now(), workspace: id, install: installId ?? null }
    if (installId === undefined) {
      yield { kind: 'workspace', id, slug, name, createdAt }
      yield* this.members(workspaceId)
    }
    const installs = await this.repository.listInstalls(workspaceId, installId)
    yield* installs.map(toInstallRecord)
    for (const schedule of await this.repository.listSchedules(workspaceId, installId))
      yield { kind: 'schedule', ...toScheduleRecord(schedule) }
    if (installId === undefined) yield* this.entries(workspaceId)
    for (const install of installs) yield* this.log(workspaceId, install.id)
  }

  private async *members(workspaceId: string): AsyncGenerator<ExportRecord> {
    for (const { user, role, createdAt } of await this.repository.listMembers(workspaceId))
      yield { kind: 'member', email: user.email, name: user.name, role, since: createdAt }
  }

  private async *entries(workspaceId: string): AsyncGenerator<ExportRecord> {
    for (let after: string | null = null; ;) {
      const entries = await this.repository.listEntries(workspaceId, after, ENTRIES_AT_ONCE)
      for (const { path, mimeType, sizeBytes, digest, metadata, createdAt, sidecars } of entries) {
        const base64 = await this.read(digest)
        yield { kind: 'entry', path, mimeType, sizeBytes, digest, metadata, createdAt, base64 }
        for (const sidecar of sidecars)
          yield {
            kind: 'sidecar',
            path,
            name: sidecar.name,
            mimeType: sidecar.mimeType,
            sizeBytes: sidecar.sizeBytes,
            digest: sidecar.digest,
            base64: await this.read(sidecar.digest),
          }
      }
      const last = entries.at(-1)
      if (last === undefined || entries.length < ENTRIES_AT_ONCE) return
      after = last.id
    }
  }

  private async *log(workspaceId: string, installId: string): AsyncGenerator<ExportRecord> {
    for (let after = 0n; ;) {
      const lines = await this.repository.listLogLines(workspaceId, installId, after, LINES_AT_ONCE)
      for (const { at, level, source, code, message, invocationId, chain } of lines)
        yield { kind: 'log', install: installId, at, level, source, code, message, invocationId, chain }
      const last = lines.at(-1)
      if (last === undefined || lines.length < LINES_AT_ONCE) return
      after = last.id
    }
  }

  private async read(digest: string): Promise<string> {
    return (await this.blobs.get(digestSchema.parse(digest))).toString('base64')
  }
}

type InstallWithGrants = Awaited<ReturnType<HoldingsRepository['listInstalls']>>[number]
type ScheduleRow = Awaited<ReturnType<HoldingsRepository['listSchedules']>>[number]

/** With every grant it has ever had. */
const toInstallRecord = (install: InstallWithGrants): ExportRecord => ({
  kind: 'install',
  id: install.id,
  extension: install.extensionId,
  version: install.version.version,
  status: install.state,
  installedAt: install.createdAt,
  removedAt: install.removedAt,
  grants: install.grants.map(({ permission, scope, grantedAt, expiresAt, revokedAt }) => ({
    permission,
    scope,
    grantedAt,
    expiresAt,
    revokedAt,
  })),
})

const toScheduleRecord = ({ id, installId, name, jobName, params, cron, timezone, state }: ScheduleRow) => ({
  id,
  install: installId,
  name,
  job: jobName,
  params,
  cron,
  timezone,
  state,
})
