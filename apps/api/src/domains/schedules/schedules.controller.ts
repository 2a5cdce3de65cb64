import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  createScheduleSchema,
  type Page,
  type Schedule,
  schedulePageSchema,
  scheduleQuerySchema,
  scheduleSchema,
  updateScheduleSchema,
} from '@grantry/contract'
import type { z } from 'zod'
import { AllowToken, ApiAnswer, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
import { WorkspacesService } from '../workspaces/index.ts'
import { SchedulesService } from './schedules.service.ts'

@ApiTags('schedules')
@Controller('v1/workspaces/:ws/schedules')
export class SchedulesController {
  constructor(
    private readonly workspaces: WorkspacesService,
    private readonly schedules: SchedulesService,
  ) {}

  @AllowToken('call')
  @Post()
  @ApiOperation({
    summary: 'Makes a schedule',
    description: 'Its jobs run in your name. For members of the workspace.',
  })
  @ApiAnswer(scheduleSchema, { status: 201 })
  async create(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Body({ schema: createScheduleSchema }) input: z.infer<typeof createScheduleSchema>,
  ): Promise<Schedule> {
    return this.schedules.create(await this.workspaces.require(ws, principal, 'member'), input)
  }

  @AllowToken('read')
  @Get()
  @ApiOperation({ summary: 'Lists the schedules of the workspace' })
  @ApiAnswer(schedulePageSchema)
  async list(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Query({ schema: scheduleQuerySchema }) query: z.infer<typeof scheduleQuerySchema>,
  ): Promise<Page<Schedule>> {
    return this.schedules.list(await this.workspaces.require(ws, principal, 'viewer'), query)
  }

  @AllowToken('read')
  @Get(':schedule')
  @ApiOperation({ summary: 'Answers a schedule, its next time and what came of the last' })
  @ApiAnswer(scheduleSchema)
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('schedule', ParseUUIDPipe) id: string,
  ): Promise<Schedule> {
    return this.schedules.get(await this.workspaces.require(ws, principal, 'viewer'), id)
  }

  @AllowToken('call')
  @Patch(':schedule')
  @ApiOperation({
    summary: 'Pauses or resumes a schedule, or gives it other times',
    description: 'For who made it, and admins of the workspace.',
  })
  @ApiAnswer(scheduleSchema)
  async update(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('schedule', ParseUUIDPipe) id: string,
    @Body({ schema: updateScheduleSchema }) change: z.infer<typeof updateScheduleSchema>,
  ): Promise<Schedule> {
    return this.schedules.update(await this.workspaces.require(ws, principal, 'member'), id, change)
  }

  @AllowToken('call')
  @Delete(':schedule')
  @ApiOperation({
    summary: 'Deletes a schedule',
    description: 'Jobs that it has dispatched go on. For who made it, and admins of the workspace.',
  })
  @HttpCode(204)
  async remove(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('schedule', ParseUUIDPipe) id: string,
  ): Promise<void> {
    return this.schedules.remove(await this.workspaces.require(ws, principal, 'member'), id)
  }
}
