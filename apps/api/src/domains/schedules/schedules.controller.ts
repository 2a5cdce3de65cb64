import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
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
  @ApiAnswer(scheduleSchema)
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('schedule', ParseUUIDPipe) id: string,
  ): Promise<Schedule> {
    return this.schedules.get(await this.workspaces.require(ws, principal, 'viewer'), id)
  }

  /** Pauses it, resumes it, or gives it other times. By who made it, and by admins. */
  @AllowToken('call')
  @Patch(':schedule')
  @ApiAnswer(scheduleSchema)
  async update(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('schedule', ParseUUIDPipe) id: string,
    @Body({ schema: updateScheduleSchema }) change: z.infer<typeof updateScheduleSchema>,
  ): Promise<Schedule> {
    return this.schedules.update(await this.workspaces.require(ws, principal, 'member'), id, change)
  }

  /** By who made it, and by admins. Jobs that it has dispatched go on. */
  @AllowToken('call')
  @Delete(':schedule')
  @HttpCode(204)
  async remove(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('schedule', ParseUUIDPipe) id: string,
  ): Promise<void> {
    return this.schedules.remove(await this.workspaces.require(ws, principal, 'member'), id)
  }
}
