import type { Plan } from '@grantry/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BillingServer, startBillingServer } from '../test/billing.ts'
import type { Person } from '../test/person.ts'
import { mayCall, Relays } from '../test/relays.ts'
import {
  anApprovedVersion,
  anInstall,
  aPublisher,
  aWorkspace,
  freshName,
  type PublisherStory,
} from '../test/stories.ts'
import { Worker } from '../test/worker.ts'

const ONCE = { kind: 'one_time', name: 'For good', prices: [{ amountMinor: 4_900, currency: 'eur' }] }
const BY_CALLS = {
  kind: 'metered',
  name: 'By calls',
  meter: { of: 'calls', units: 1 },
  prices: [{ amountMinor: 100, currency: 'eur' }],
}

let server: BillingServer
beforeAll(async () => {
  server = await startBillingServer()
})
afterAll(() => server.close())

async function offer({ publisher, slug }: PublisherStory, extension: string, plan: object): Promise<Plan> {
  const { status, body } = await publisher.post(`/v1/publishers/${slug}/extensions/${extension}/plans`, plan)
  if (status !== 201) throw new Error(JSON.stringify(body))
  return body
}

/** Answers the path of the purchase. */
async function buy(person: Person, workspace: string, plan: Plan, more: object = {}): Promise<string> {
  const purchases = `/v1/workspaces/${workspace}/purchases`
  const { status, body } = await person.post(purchases, { price: plan.prices[0]!.id, ...more })
  if (status !== 201) throw new Error(JSON.stringify(body))
  const session = 'SELECT provider_session_id AS id FROM purchases WHERE id = $1'
  const [row] = await server.rows<{ id: string }>(session, [body.id])
  await server.emulator.control.payCheckout(row!.id)
  await server.settled()
  return `${purchases}/${body.id}`
}

/** Gives back everything that was paid for an extension. */
async function refund(extension: string): Promise<void> {
  const charges = await server.rows<{ id: string }>('SELECT id FROM charges WHERE extension_id = $1', [extension])
  for (const { id } of charges)
    await server.admin.post(`/v1/admin/billing/charges/${id}/refunds`, { reason: 'Asked for' })
  await server.settled()
}

const verdict = ({ status, body }: { status: number; body: { code?: string } }) =>
  status < 300 ? status : `${status} ${body.code}`

describe('an update of what costs something', () => {
  it('is refused once the payment came back, says where to pay, and goes on after that', async () => {
    const by = await aPublisher(server)
    const id = freshName('updated')
    await anApprovedVersion(server, { code: 'export const hello = () => 1', manifest: { id } }, by)
    const plan = await offer(by, id, ONCE)
    const tenant = await aWorkspace(server)
    await buy(tenant.person, tenant.workspace, plan)
    const { person, workspace, install } = await anInstall(server, id, [], tenant)
    await anApprovedVersion(server, { code: 'export const hello = () => 2', manifest: { id, version: '1.1.0' } }, by)
    const update = () =>
      person.post(`/v1/workspaces/${workspace}/installs/${install.id}/update`, { version: '1.1.0', grants: [] })
    await refund(id)
    const refused = await update()
    expect(verdict(refused)).toBe('402 purchase_refunded')
    expect(refused.body.wayOut).toBe(`/extensions/${id}/buy?workspace=${workspace}`)
    await buy(person, workspace, plan)
    expect((await update()).body).toMatchObject({ version: '1.1.0' })
  })
})

describe('what costs something and is called by another extension', () => {
  it('is paid for by the workspace: the caller is told the code, and answered once that is bought', async () => {
    const relays = await Relays.open(server)
    const [caller, paid] = [freshName('caller'), freshName('callee')]
    await relays.add(paid)
    await relays.add(caller, { permissions: [mayCall(`${paid}:*`)] })
    const plan = await offer(relays.publisher, paid, BY_CALLS)
    const ask = () => relays.ask(`${caller}:go`, { call: `query:${paid}:strict.v1`, input: { text: 'x' } })
    expect(await ask()).toMatchObject({ code: 'payment_required', error: expect.stringContaining(paid) })
    const purchase = await buy(relays.person, relays.workspace, plan, { capMinor: 200 })
    expect(await ask()).toEqual({ reply: { text: 'x' } })
    expect((await relays.person.get(`${purchase}/usage`)).body).toMatchObject({ used: '1' })
    await ask()
    expect(await ask()).toMatchObject({ code: 'usage_cap_reached' })
  })
})

describe('a job of what costs something', () => {
  const aPaidWorker = async (plan: object, more: object = {}) => {
    const publisher = await aPublisher(server)
    const worker = await Worker.install(server, {}, { publisher })
    const { person, workspace } = worker.story
    const offered = await offer(publisher, worker.id, plan)
    const pay = () => buy(person, workspace, offered, more)
    return { worker, pay, purchase: await pay(), person }
  }

  it('is paused when its payment comes back while it runs, and goes on when it is bought again', async () => {
    const { worker, pay } = await aPaidWorker(ONCE)
    const folder = `/${freshName('run')}`
    const gate = { at: 15, path: `${folder}-gate` }
    const { id } = await worker.dispatch('make', { folder, count: 30, gate })
    await worker.until(id, ({ message }) => message === '15 of 30')
    await refund(worker.id)
    const paused = await worker.untilState(id, 'paused', 'failed', 'completed')
    expect(paused).toMatchObject({ state: 'paused', reason: { code: 'purchase_refunded' } })
    expect(verdict(await worker.tell(id, 'resume'))).toBe('402 purchase_refunded')
    await pay()
    await worker.put(gate.path)
    await worker.tell(id, 'resume')
    expect(await worker.untilEnded(id)).toMatchObject({ state: 'completed', counters: { items: '30' } })
    expect(await worker.names(folder)).toHaveLength(30)
  })

  it('counts once, however many steps it has, and is not dispatched beyond the cap', async () => {
    const { worker, purchase, person } = await aPaidWorker(BY_CALLS, { capMinor: 100 })
    const { id } = await worker.dispatch('make', { folder: `/${freshName('run')}`, count: 5 })
    expect((await worker.untilEnded(id)).state).toBe('completed')
    expect((await person.get(`${purchase}/usage`)).body).toMatchObject({ used: '1', left: '0' })
    expect(verdict(await worker.send('make', { folder: '/more', count: 1 }))).toBe('402 usage_cap_reached')
  })
})
