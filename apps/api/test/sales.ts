import { randomUUID } from 'node:crypto'
import type { ChargeDetail, Earnings } from '@grantry/contract'
import { purposeMetadata } from '../src/domains/earnings/index.ts'
import type { Billing } from './billing.ts'
import type { Person } from './person.ts'
import { anApprovedVersion, aPublisher, aWorkspace, freshName, type StoryServer } from './stories.ts'

export interface Sale {
  amountMinor: number
  currency?: string
  /** Number of a test card; default: one whose money is available at once. */
  card?: string
}

/** What a shop needs of a server. */
export type ShopServer = StoryServer & Pick<Billing, 'api' | 'emulator' | 'rows' | 'settled'>

export const AVAILABLE_AT_ONCE = '4000000000000077'

/** A publisher with an extension that is sold, and somebody who buys it for a workspace. */
export class Shop {
  private constructor(
    readonly server: ShopServer,
    readonly owner: Person,
    readonly slug: string,
    readonly publisherId: string,
    readonly extension: string,
    readonly workspace: string,
  ) {}

  static async open(server: ShopServer): Promise<Shop> {
    const by = await aPublisher(server)
    const extension = freshName('paid')
    await anApprovedVersion(server, { code: 'export const hello = () => 1', manifest: { id: extension } }, by)
    const { workspace } = await aWorkspace(server)
    const [row] = await server.rows<{ id: string }>('SELECT id FROM publishers WHERE slug = $1', [by.slug])
    return new Shop(server, by.publisher, by.slug, row!.id, extension, workspace)
  }

  get base(): string {
    return `/v1/publishers/${this.slug}`
  }

  /** Somebody pays, past plans and purchases. Answers the id of the session; everything may still be on its way. */
  async sell({ amountMinor, currency = 'usd', card = AVAILABLE_AT_ONCE }: Sale): Promise<string> {
    const { id } = await this.server.api.checkout.sessions.create({
      mode: 'payment',
      success_url: 'http://localhost/',
      line_items: [
        { quantity: 1, price_data: { currency, unit_amount: amountMinor, product_data: { name: 'Thing' } } },
      ],
      payment_intent_data: {
        metadata: purposeMetadata({
          publisherId: this.publisherId,
          extensionId: this.extension,
          workspaceId: this.workspace,
          purchaseId: randomUUID(),
        }),
      },
    })
    await this.server.emulator.control.payCheckout(id, { card })
    return id
  }

  /** Somebody pays, and everything that follows has followed. */
  async sold(sale: Sale): Promise<ChargeDetail> {
    await this.sell(sale)
    await this.server.settled()
    const { body } = await this.owner.get(`${this.base}/charges`)
    return this.charge(body.items[0].id)
  }

  async charge(id: string): Promise<ChargeDetail> {
    const { status, body } = await this.owner.get(`${this.base}/charges/${id}`)
    if (status !== 200) throw new Error(JSON.stringify(body))
    return body
  }

  async earnings(): Promise<Earnings> {
    const { status, body } = await this.owner.get(`${this.base}/earnings`)
    if (status !== 200) throw new Error(JSON.stringify(body))
    return body
  }

  /** Sets up the account for payouts. */
  async onboard(bankNumber?: string): Promise<string> {
    const { status, body } = await this.owner.post(`${this.base}/payout-account/onboarding`, { returnTo: '/studio' })
    if (status !== 200) throw new Error(JSON.stringify(body))
    const [row] = await this.server.rows<{ account: string }>(
      'SELECT provider_account_id AS account FROM connected_accounts WHERE publisher_id = $1',
      [this.publisherId],
    )
    await this.server.emulator.control.completeOnboarding(row!.account, bankNumber === undefined ? {} : { bankNumber })
    await this.server.settled()
    return row!.account
  }

  refund(charge: string, amountMinor?: number) {
    return this.owner.post(`${this.base}/charges/${charge}/refunds`, { amountMinor, reason: 'As agreed' })
  }

  /** Balances of accounts that end so, in one currency. */
  async balance(account: string, currency = 'usd'): Promise<number> {
    const [row] = await this.server.rows<{ sum: string }>(
      `SELECT coalesce(sum(amount_minor), 0) AS sum FROM ledger_entries WHERE account_code = $1 AND currency = $2`,
      [account, currency],
    )
    return Number(row!.sum)
  }
}
