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
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  type DataExportQuery,
  dataExportQuerySchema,
  type DeleteWorkspace,
  deleteWorkspaceSchema,
  type WorkspaceData,
  workspaceDataSchema,
} from '@grantry/contract'
import { Readable } from 'node:stream'
import { AllowToken, ApiAnswer, ApiFile, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
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

  @AllowToken('read')
  @Get('data')
  @ApiOperation({
    summary: 'Answers how much the workspace holds: files against its quota, and what each install has left',
  })
  @ApiAnswer(workspaceDataSchema)
  async data(@CurrentPrincipal() principal: Principal, @Param('ws') ws: string): Promise<WorkspaceData> {
    return this.holdings.of(await this.workspaces.require(ws, principal, 'viewer'))
  }

  @AllowToken('export')
  @Get('data/export')
  @ApiOperation({
    summary: 'Copies the workspace, or what belongs to one install, as lines of JSON',
    description:
      'Of a workspace its members, installs, grants, schedules, files and logs; of an install its grants, schedules and log. It breaks off when whoever asked leaves the workspace, or when the session or token that they asked with ends.',
  })
  @ApiFile('application/x-ndjson', 'Lines of JSON, each with a `kind`')
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

  @AllowToken('install')
  @Delete('installs/:install/logs')
  @ApiOperation({
    summary: 'Deletes the log of an install; what it used is still counted',
    description: 'For admins of the workspace.',
  })
  @HttpCode(204)
  async deleteLog(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('install', ParseUUIDPipe) install: string,
  ): Promise<void> {
    await this.deletion.deleteLog(await this.workspaces.require(ws, principal, 'admin'), install)
  }

  @Post('delete')
  @ApiOperation({
    summary: 'Deletes the workspace for good: its installs, files and logs',
    description: 'Its name says that it is meant. For owners.',
  })
  @HttpCode(204)
  async deleteWorkspace(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Body({ schema: deleteWorkspaceSchema }) { name }: DeleteWorkspace,
  ): Promise<void> {
    await this.deletion.deleteWorkspace(await this.workspaces.require(ws, principal, 'owner'), name)
  }
}
