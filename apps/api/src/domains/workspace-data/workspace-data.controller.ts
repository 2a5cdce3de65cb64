import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  ParseUUIDPipe,
  Post,
  Query,
  StreamableFile,
} from '@nestjs/common'
import { ApiProduces, ApiTags } from '@nestjs/swagger'
import {
  type DataExportQuery,
  dataExportQuerySchema,
  type DeleteWorkspace,
  deleteWorkspaceSchema,
  type WorkspaceData,
  workspaceDataSchema,
} from '@grantry/contract'
import { Readable } from 'node:stream'
import { AllowToken, ApiAnswer, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
import { InstallsService } from '../grants/index.ts'
import { WorkspacesService } from '../workspaces/index.ts'
import { DeletionService } from './deletion.service.ts'
import { ExportService } from './export.service.ts'
import { HoldingsService } from './holdings.service.ts'

@ApiTags('workspaces')
@Controller('v1/workspaces/:ws')
export class WorkspaceDataController {
  constructor(
    private readonly workspaces: WorkspacesService,
    private readonly installs: InstallsService,
    private readonly holdings: HoldingsService,
    private readonly exports: ExportService,
    private readonly deletion: DeletionService,
  ) {}

  /** How much the workspace holds: files against its quota, and what each install has left. */
  @AllowToken('read')
  @Get('data')
  @ApiAnswer(workspaceDataSchema)
  async data(@CurrentPrincipal() principal: Principal, @Param('ws') ws: string): Promise<WorkspaceData> {
    return this.holdings.of(await this.workspaces.require(ws, principal, 'viewer'))
  }

  /**
   * A copy as lines of JSON: of the workspace with its members, installs, grants, schedules, files and logs, or of one
   * install with its grants, schedules and log. It breaks off when whoever asked leaves the workspace, or when the session
   * or token that they asked with ends.
   */
  @AllowToken('export')
  @Get('data/export')
  @ApiProduces('application/x-ndjson')
  async export(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Query({ schema: dataExportQuerySchema }) { install }: DataExportQuery,
  ): Promise<StreamableFile> {
    const access = await this.workspaces.require(ws, principal, 'viewer')
    if (install !== undefined) await this.installs.getRow(access, install)
    // No line is read before the one ahead of it is on its way: they may be as large as a file.
    const lines = Readable.from(await this.exports.begin(access, install), { highWaterMark: 1 })
    return new StreamableFile(lines, {
      type: 'application/x-ndjson; charset=utf-8',
      disposition: `attachment; filename="${access.slug}${install === undefined ? '' : `-${install}`}.jsonl"`,
    })
  }

  /** Deletes the log of an install; what it used is still counted. */
  @AllowToken('install')
  @Delete('installs/:install/logs')
  @HttpCode(204)
  async deleteLog(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('install', ParseUUIDPipe) install: string,
  ): Promise<void> {
    await this.deletion.deleteLog(await this.workspaces.require(ws, principal, 'admin'), install)
  }

  /** Deletes the workspace, for good: its installs, files and logs. Its name says that it is meant. No token will do. */
  @Post('delete')
  @HttpCode(204)
  async deleteWorkspace(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Body({ schema: deleteWorkspaceSchema }) { name }: DeleteWorkspace,
  ): Promise<void> {
    await this.deletion.deleteWorkspace(await this.workspaces.require(ws, principal, 'owner'), name)
  }
}
