import type { Plan, Purchase } from '@grantry/contract'
import type { Person } from './person.ts'
import type { ShopServer } from './sales.ts'
import { anApprovedVersion, aPublisher, aWorkspace, freshName } from './stories.ts'

/** Something with an operation of each kind and a job, each of which works when it is let. */
const CODE = `
  export const look = () => 'seen'
  export const act = () => 'done'
  export const burn = ({ rounds }) => { let n = 0; for (let i = 0; i < rounds; i += 1) n = (n * 31 + i) % 1000003; return n }
  export const work = () => 0
`
const OPERATIONS = [
  { type: 'query', name: 'look', export: 'look' },
  { type: 'action', name: 'act', export: 'act' },
  { type: 'query', name: 'burn', export: 'burn' },
]

export interface Offer {
  publisher: Person
  slug: string
  extension: string
  plan: Plan
}

/** An extension in the store with one plan. */
export async function anOffer(server: ShopServer, plan: object): Promise<Offer> {
  const by = await aPublisher(server)
  const extension = freshName('offer')
  const manifest = { id: extension, operations: OPERATIONS, jobs: [{ name: 'work', export: 'work' }] }
  await anApprovedVersion(server, { code: CODE, manifest }, by)
  const answer = await by.publisher.post(`/v1/publishers/${by.slug}/extensions/${extension}/plans`, plan)
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body))
  return { ...by, extension, plan: answer.body }
}

/** Somebody with a workspace, who means to buy. */
export class Buyer {
  private constructor(
    private readonly server: ShopServer,
    readonly person: Person,
    readonly workspace: string,
    readonly offer: Offer,
  ) {}

  static async of(server: ShopServer, offer: Offer): Promise<Buyer> {
    const { person, workspace } = await aWorkspace(server)
    return new Buyer(server, person, workspace, offer)
  }

  /** The same person with another workspace. */
  async elsewhere(): Promise<Buyer> {
    const { body } = await this.person.post('/v1/workspaces', { name: freshName('branch') })
    return new Buyer(this.server, this.person, body.id, this.offer)
  }

  at = (path: string) => `/v1/workspaces/${this.workspace}${path}`

  /** Where the person says to live, as two letters, when a checkout is paid. */
  country: string | undefined

  get price(): string {
    return this.offer.plan.prices[0]!.id
  }

  checkout(body: object = {}) {
    return this.person.post(this.at('/purchases'), { price: this.price, ...body })
  }

  /** Buys and pays; answers the purchase as it then is. */
  async buy(body: object = {}, card?: string): Promise<Purchase> {
    const answer = await this.checkout(body)
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body))
    await this.pay(answer.body.id, card)
    return this.purchase(answer.body.id)
  }

  async pay(purchase: string, card?: string): Promise<void> {
    const session = await this.sessionOf(purchase)
    const { country } = this
    const answers = { ...(card !== undefined && { card }), ...(country !== undefined && { country }) }
    await this.server.emulator.control.payCheckout(session, answers)
    await this.server.settled()
  }

  async sessionOf(purchase: string): Promise<string> {
    const [row] = await this.server.rows<{ id: string }>(
      'SELECT provider_session_id AS id FROM purchases WHERE id = $1',
      [purchase],
    )
    return row?.id ?? ''
  }

  async subscriptionOf(purchase: string): Promise<string> {
    const [row] = await this.server.rows<{ id: string }>(
      'SELECT provider_subscription_id AS id FROM subscriptions WHERE purchase_id = $1',
      [purchase],
    )
    return row?.id ?? ''
  }

  async purchase(id: string): Promise<Purchase> {
    return (await this.person.get(this.at(`/purchases/${id}`))).body
  }

  install() {
    return this.person.post(this.at('/installs'), { extension: this.offer.extension, grants: [] })
  }

  call(operation = 'look', input: object = {}, person = this.person) {
    return person.call(this.workspace, `${this.offer.extension}:${operation}`, input)
  }

  dispatch() {
    return this.person.post(this.at('/jobs'), { jobType: `${this.offer.extension}:work` })
  }

  async entitlement(person = this.person) {
    return (await person.get(this.at(`/entitlements/${this.offer.extension}`))).body
  }

  /** Status and code of an answer. */
  static verdict = ({ status, body }: { status: number; body: { code?: string } }) =>
    status < 300 ? status : `${status} ${body.code}`
}
