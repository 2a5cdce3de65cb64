import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  type Entitlement,
  entitlementListSchema,
  entitlementSchema,
  type Invoice,
  invoicePageSchema,
  type Page,
  pageQuerySchema,
  type Portal,
  portalSchema,
} from '@grantry/contract'
import type { z } from 'zod'
import { AllowToken, ApiAnswer, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
import { WorkspacesService } from '../workspaces/index.ts'
import { BillingDesk } from './billing-desk.service.ts'
import { Entitlements } from './entitlements.service.ts'

/** What a workspace may use, and what it was asked to pay. */
@ApiTags('billing')
@Controller('v1/workspaces/:ws')
export class WorkspaceBillingController {
  constructor(
    private readonly workspaces: WorkspacesService,
    private readonly entitlements: Entitlements,
    private readonly desk: BillingDesk,
  ) {}

  @AllowToken('read')
  @Get('entitlements')
  @ApiOperation({ summary: 'Answers whether you may use what is installed or was bought, and why' })
  @ApiAnswer(entitlementListSchema)
  async listEntitlements(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
  ): Promise<{ items: Entitlement[]; nextCursor: null }> {
    const { workspaceId } = await this.workspaces.require(ws, principal, 'viewer')
    return { items: await this.entitlements.list(workspaceId, principal.userId), nextCursor: null }
  }

  @AllowToken('read')
  @Get('entitlements/:extension')
  @ApiOperation({ summary: 'Answers whether you may use an extension in the workspace, and why' })
  @ApiAnswer(entitlementSchema)
  async getEntitlement(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('extension') extension: string,
  ): Promise<Entitlement> {
    const { workspaceId } = await this.workspaces.require(ws, principal, 'viewer')
    return this.entitlements.describe(workspaceId, extension, principal.userId)
  }

  @AllowToken('read')
  @Get('invoices')
  @ApiOperation({ summary: 'Lists invoices, newest first', description: 'For admins of the workspace.' })
  @ApiAnswer(invoicePageSchema)
  async listInvoices(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>,
  ): Promise<Page<Invoice>> {
    return this.desk.listInvoices(await this.workspaces.require(ws, principal, 'admin'), query)
  }

  @AllowToken('billing')
  @Post('billing-portal')
  @ApiOperation({
    summary: 'Opens the payment provider’s page for your cards and subscriptions',
    description: 'For admins of the workspace.',
  })
  @HttpCode(200)
  @ApiAnswer(portalSchema)
  async openPortal(@CurrentPrincipal() principal: Principal, @Param('ws') ws: string): Promise<Portal> {
    return this.desk.openPortal(await this.workspaces.require(ws, principal, 'admin'))
  }
}
