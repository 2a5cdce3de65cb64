import type { DisputeDetail } from '@grantry/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ProviderCalls } from '../src/domains/billing/index.ts'
import { type BillingServer, startBillingServer } from '../test/billing.ts'
import { Shop } from '../test/sales.ts'

const RECEIPT = Buffer.from('%PDF-1.7 a receipt')
const usd = (amountMinor: number) => ({ amountMinor, currency: 'usd' })

let server: BillingServer
let shop: Shop
beforeAll(async () => {
  server = await startBillingServer()
  shop = await Shop.open(server)
  await shop.onboard()
})
afterAll(() => server.close())

/** A charge of ten dollars that its card holder’s bank has taken back. */
async function aDispute() {
  const charge = await shop.sold({ amountMinor: 1_000 })
  const provider = await server.emulator.control.openDispute(charge.providerId)
  await server.settled()
  const { body } = await server.admin.get('/v1/admin/billing/disputes?state=open&limit=1')
  return new DisputeDesk(body.items[0].id, provider, charge.id)
}

class DisputeDesk {
  constructor(
    readonly id: string,
    readonly provider: string,
    readonly charge: string,
  ) {}

  private readonly path = (rest = '') => `/v1/admin/billing/disputes/${this.id}${rest}`
  get = async (): Promise<DisputeDetail> => (await server.admin.get(this.path())).body
  save = (texts: object, seen?: string | null) => server.admin.put(this.path('/answer'), { texts, seen })
  submit = (seen?: string | null) => server.admin.post(this.path('/answer'), { seen })
  accept = () => server.admin.post(this.path('/accept'))
  remove = (file: string) => server.admin.delete(this.path(`/files/${file}`))

  add(file: string, name: string, bytes: Buffer) {
    return fetch(`${server.url}${this.path(`/files/${file}`)}?name=${name}`, {
      method: 'PUT',
      headers: { ...server.admin.credentials(), 'content-type': 'application/octet-stream' },
      body: new Uint8Array(bytes),
    }).then(async (answer) => ({ status: answer.status, body: await answer.json() }))
  }

  async audited(): Promise<string[]> {
    const rows = await server.rows<{ action: string }>(
      'SELECT action FROM audit_events WHERE subject = $1 ORDER BY id',
      [`dispute:${this.id}`],
    )
    return rows.map(({ action }) => action)
  }
}

describe('a dispute', () => {
  it('is seen with what it is about, what is held for it, and until when it wants an answer', async () => {
    const dispute = await aDispute()
    expect(await dispute.get()).toMatchObject({
      state: 'open',
      reason: 'fraudulent',
      amount: usd(1_000),
      charged: usd(1_000),
      publisherShare: usd(700),
      answerable: true,
      respondBy: expect.any(String),
      answer: { texts: {}, files: [], savedAt: null, submittedBy: null },
    })
  })

  it('is seen by the publisher whose share is held, and by no other one', async () => {
    const { charge } = await aDispute()
    const { body } = await shop.owner.get(`${shop.base}/disputes?state=open`)
    expect(body.items[0]).toMatchObject({ chargeId: charge, publisherShare: usd(700), reason: 'fraudulent' })
    const other = await Shop.open(server)
    expect((await other.owner.get(`${other.base}/disputes`)).body.items).toEqual([])
    expect((await other.owner.get(`${shop.base}/disputes`)).status).toBe(404)
  })

  it('is answered in texts and documents, which wait as a draft until they are submitted together', async () => {
    const dispute = await aDispute()
    await dispute.save({ productDescription: 'A greeter', customerName: 'Ada', more: '' })
    expect((await dispute.add('receipt', 'receipt.pdf', RECEIPT)).status).toBe(200)
    await dispute.add('refundPolicy', 'policy.pdf', RECEIPT)
    await dispute.remove('refundPolicy')
    expect((await server.api.disputes.retrieve(dispute.provider)).evidence_details.has_evidence).toBe(false)
    expect((await dispute.submit()).body).toMatchObject({
      providerStatus: 'under_review',
      answerable: false,
      answeredAt: expect.any(String),
      answer: {
        texts: { productDescription: 'A greeter', customerName: 'Ada' },
        files: [{ file: 'receipt', name: 'receipt.pdf', sizeBytes: RECEIPT.length }],
      },
    })
    const { evidence } = await server.api.disputes.retrieve(dispute.provider)
    expect(evidence).toMatchObject({
      product_description: 'A greeter',
      receipt: expect.stringMatching(/^file_/),
      refund_policy: null,
    })
    expect(await dispute.audited()).toEqual([
      'dispute.answer_saved',
      'dispute.file_added',
      'dispute.file_added',
      'dispute.file_removed',
      'dispute.answered',
    ])
  })

  it('is answered once, and not with nothing', async () => {
    const dispute = await aDispute()
    expect((await dispute.submit()).body).toMatchObject({ status: 409, code: 'dispute_answer_empty' })
    await dispute.save({ more: 'It was delivered' })
    expect((await dispute.submit()).status).toBe(200)
    for (const again of [await dispute.submit(), await dispute.save({ more: 'And used' })])
      expect(again.body).toMatchObject({ status: 409, code: 'dispute_not_answerable' })
  })

  it('is left as it is by those who have seen another draft', async () => {
    const dispute = await aDispute()
    const first = (await dispute.save({ more: 'Of one admin' }, null)).body.answer.savedAt
    expect((await dispute.save({ more: 'Of another' }, null)).body).toMatchObject({
      status: 409,
      code: 'dispute_answer_changed',
    })
    const second = (await dispute.save({ more: 'Of another, who has read it' }, first)).body.answer.savedAt
    expect((await dispute.submit(first)).body.code).toBe('dispute_answer_changed')
    expect((await dispute.get()).answer).toMatchObject({ texts: { more: 'Of another, who has read it' } })
    expect((await dispute.submit(second)).body).toMatchObject({ answerable: false })
  })

  it('is answered once although the answer of the provider was lost', async () => {
    const dispute = await aDispute()
    await dispute.save({ more: 'It was delivered' })
    server.emulator.control.api.inject({ kind: 'drop_answer', route: 'POST /v1/disputes/:id' })
    await dispute.submit()
    await expect.poll(async () => (await dispute.get()).providerStatus, { timeout: 30_000 }).toBe('under_review')
    expect((await server.api.disputes.retrieve(dispute.provider)).evidence_details.submission_count).toBe(1)
  })

  it('gives the held share back when the answer convinces', async () => {
    const dispute = await aDispute()
    const held = `publisher:${shop.publisherId}:held`
    const before = await shop.balance(held)
    await dispute.save({ more: 'winning_evidence' })
    await dispute.submit()
    await server.settled()
    expect(await dispute.get()).toMatchObject({ state: 'won', publisherShare: usd(0) })
    expect(await shop.balance(held)).toBe(before + 700)
  })

  it('can be given up: it is lost then, and cannot be answered', async () => {
    const dispute = await aDispute()
    expect((await dispute.accept()).body).toMatchObject({ state: 'lost', publisherShare: usd(700) })
    expect((await dispute.accept()).body).toMatchObject({ state: 'lost' })
    expect((await dispute.save({ more: 'Wait' })).body.code).toBe('dispute_not_answerable')
    expect(await dispute.audited()).toEqual(['dispute.accepted'])
  })
})

describe('a document', () => {
  it('is refused when banks cannot read it, or it is too large', async () => {
    const dispute = await aDispute()
    expect((await dispute.add('receipt', 'page.html', Buffer.from('<p>'))).body).toMatchObject({
      code: 'dispute_file_unreadable',
    })
    const large = Buffer.concat([RECEIPT, Buffer.alloc(4_500_000)])
    expect((await dispute.add('receipt', 'large.pdf', large)).body).toMatchObject({ code: 'dispute_files_too_large' })
    const half = Buffer.concat([RECEIPT, Buffer.alloc(2_400_000)])
    expect((await dispute.add('receipt', 'half.pdf', half)).status).toBe(200)
    expect((await dispute.add('more', 'other.pdf', half)).body).toMatchObject({ code: 'dispute_files_too_large' })
    expect((await dispute.get()).answer.files).toHaveLength(1)
  })
})

describe('an inquiry', () => {
  /** A charge of ten dollars that its card holder’s bank asks about. */
  async function anInquiry() {
    const charge = await shop.sold({ amountMinor: 1_000 })
    const provider = await server.emulator.control.openInquiry(charge.providerId)
    await server.settled()
    const { body } = await server.admin.get('/v1/admin/billing/disputes?state=open&limit=1')
    return new DisputeDesk(body.items[0].id, provider, charge.id)
  }
  const held = () => shop.balance(`publisher:${shop.publisherId}:held`)
  const reconciled = async () => (await server.admin.post('/v1/admin/billing/reconciliations')).body

  it('is seen as one, takes nothing, and can be answered but not given up', async () => {
    const before = await held()
    const inquiry = await anInquiry()
    expect(await inquiry.get()).toMatchObject({
      inquiry: true,
      state: 'open',
      answerable: true,
      publisherShare: usd(0),
      fee: usd(0),
    })
    expect(await held()).toBe(before)
    expect((await inquiry.accept()).body).toMatchObject({ status: 409, code: 'dispute_is_inquiry' })
    await inquiry.save({ more: 'It was delivered' })
    expect((await inquiry.submit()).body).toMatchObject({ providerStatus: 'warning_under_review', answerable: false })
    expect(await reconciled()).toMatchObject({ state: 'clean' })
  })

  it('is over when the bank lets go of it', async () => {
    const inquiry = await anInquiry()
    const before = await held()
    await server.emulator.control.decideDispute(inquiry.provider, 'won')
    await server.settled()
    expect(await inquiry.get()).toMatchObject({ inquiry: true, state: 'won', closedAt: expect.any(String) })
    expect(await held()).toBe(before)
  })

  it('becomes a dispute when the bank takes the money after all', async () => {
    const inquiry = await anInquiry()
    const before = await held()
    await server.emulator.control.escalateInquiry(inquiry.provider)
    await server.settled()
    expect(await inquiry.get()).toMatchObject({ inquiry: false, state: 'open', publisherShare: usd(700) })
    expect(await held()).toBe(before - 700)
    expect((await inquiry.accept()).body).toMatchObject({ state: 'lost' })
    expect(await reconciled()).toMatchObject({ state: 'clean' })
  })

  it('leaves its charge to be refunded', async () => {
    const inquiry = await anInquiry()
    expect((await shop.refund(inquiry.charge, 1_000)).status).toBeLessThan(300)
    await server.settled()
    expect(await reconciled()).toMatchObject({ state: 'clean' })
  })
})

/** The last one: what nobody knows the outcome of is a trouble of the whole server. */
describe('an answer', () => {
  it('stays answered when nobody knows whether the bank has the answer', async () => {
    const dispute = await aDispute()
    await dispute.save({ more: 'It was delivered' })
    server.emulator.control.api.inject({ kind: 'drop_request', route: 'POST /v1/disputes/:id', times: 3 })
    await dispute.submit()
    const [call] = await server.rows<{ id: string }>(
      `UPDATE provider_calls SET created_at = now() - interval '24 hours'
       WHERE kind = 'dispute.update' AND subject = $1 RETURNING id`,
      [`dispute:${dispute.id}`],
    )
    expect(await server.app.get(ProviderCalls).perform(call!.id)).toMatchObject({ state: 'unresolved' })
    expect(await dispute.get()).toMatchObject({ answerable: false, answeredAt: expect.any(String) })
  })
})
