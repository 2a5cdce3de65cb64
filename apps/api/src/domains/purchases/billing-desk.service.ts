import { Injectable } from '@nestjs/common'
import type { Invoice, Page, PageQuery, Portal } from '@grantry/contract'
import { z } from 'zod'
import { decodeCursor, toPage } from '../../kernel/paging.ts'
import { SiteAddress } from '../../platform/http/index.ts'
import { ProviderCalls } from '../billing/index.ts'
import type { WorkspaceAccess } from '../workspaces/index.ts'
import { Customers } from './customers.service.ts'
import { InvoicesRepository } from './invoices.repository.ts'
import { toInvoice } from './views.ts'

const cursorSchema = z.tuple([z.iso.datetime(), z.uuid()])

/** Invoices, and the provider's page for cards and subscriptions. */
@Injectable()
export class BillingDesk {
  constructor(
    private readonly invoices: InvoicesRepository,
    private readonly customers: Customers,
    private readonly calls: ProviderCalls,
    private readonly site: SiteAddress,
  ) {}

  /** Newest first. */
  async listInvoices({ workspaceId }: WorkspaceAccess, query: PageQuery): Promise<Page<Invoice>> {
    const place = decodeCursor(cursorSchema, query.cursor)
    const before = place && { issuedAt: new Date(place[0]), id: place[1] }
    const rows = await this.invoices.list(workspaceId, before, query.limit + 1)
    return toPage(rows, query.limit, toInvoice, ({ issuedAt, id }) => [issuedAt.toISOString(), id])
  }

  /** Of what this person has bought for the workspace. @throws DomainError `nothing_bought` */
  async openPortal({ workspaceId, userId }: WorkspaceAccess): Promise<Portal> {
    const customer = await this.customers.get({ workspaceId, userId })
    const { url } = await this.calls.ask({
      kind: 'portal.create',
      subject: `customer:${workspaceId}:${userId}`,
      params: { customer, return_url: `${this.site.origin}/workspaces/${workspaceId}/billing` },
    })
    return { url }
  }
}
