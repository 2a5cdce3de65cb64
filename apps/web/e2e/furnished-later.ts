import { openAsBlob } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PriceId } from '@grantry/contract'
import { changedArchive } from './archives.ts'
import { Emulator } from './emulator.ts'
import { publishApproved, type Person } from './people.ts'

/** What has come about since somebody moved in; each part is the subject of a page or a dialog. */
export interface Later {
  /** An install with a newer version to consent to. */
  outdated: string
  /** A purchase that is paid. */
  paid: string
  /** What a card holder wants back. */
  dispute: string
}

/** On a marketplace where `person` has the publisher `acme-labs` and the workspace `household`. */
export async function liveOn(person: Person, other: Person, admin: Person): Promise<Later> {
  await keepDraft(person)
  await rate(other)
  const outdated = await fallBehind(person, admin)
  const price = await setPrice(person)
  const paid = await pay(person, 'household', price, GOOD_CARD)
  await pay(other, 'office', price, DISPUTED_CARD)
  return { outdated, paid, dispute: await untilDisputed(admin) }
}

/** Test cards of Stripe. */
const GOOD_CARD = '4242424242424242'
const DISPUTED_CARD = '4000000000000259'

/** An extension with screenshots, whose second version asks for more than the first, which is installed. */
async function fallBehind(person: Person, admin: Person): Promise<string> {
  const screenshots = ['one.png', 'two.png']
  const picture = await readFile(join(import.meta.dirname, '../public/share.png'))
  const pictures = Object.fromEntries(screenshots.map((name) => [name, picture]))
  const name = { id: 'almanac', name: 'Almanac', description: 'What happened on this day, from your own notes' }
  const first = await changedArchive(
    'wordstats',
    (manifest) => ({ ...manifest, ...name, screenshots, permissions: manifest.permissions.slice(0, 1) }),
    pictures,
  )
  const second = await changedArchive(
    'wordstats',
    (manifest) => ({ ...manifest, ...name, screenshots, version: '1.1.0' }),
    pictures,
  )
  await publishApproved(person, 'acme-labs', first.path, admin)
  const { id } = await person.api.installs.create('household', {
    extension: 'almanac',
    grants: [{ permission: 'entries.read' }],
  })
  await publishApproved(person, 'acme-labs', second.path, admin)
  await Promise.all([first, second].map((archive) => archive.dispose()))
  return id
}

async function keepDraft({ api }: Person): Promise<void> {
  const archive = await changedArchive('hello', (manifest) => ({ ...manifest, id: 'evening', name: 'Good evening' }))
  await api.publishers.publish('acme-labs', { archive: await openAsBlob(archive.path), as: 'draft' })
  await archive.dispose()
}

/** By somebody who uses it in a workspace of their own. */
export async function rate({ api }: Person): Promise<void> {
  const { slug } = await api.workspaces.create({ name: 'Office' })
  await api.installs.create(slug, { extension: 'wordstats', grants: [{ permission: 'entries.read' }] })
  await api.ratings.rate('wordstats', { stars: 4, text: 'Counts what I write, and asks for nothing it does not need.' })
}

/** Of a plan that is paid once. */
async function setPrice({ api: { billing } }: Person): Promise<PriceId> {
  const plan = await billing.createPlan('acme-labs', 'almanac', {
    kind: 'one_time',
    name: 'For good',
    prices: [{ amountMinor: 1_200, currency: 'eur' }],
  })
  return plan.prices[0]!.id
}

/** Buys, and pays on the page of the payment provider. Answers the purchase's id. */
async function pay({ api: { billing } }: Person, workspace: string, price: PriceId, card: string): Promise<string> {
  const { id, checkoutUrl } = await billing.buy(workspace, { price })
  if (checkoutUrl === null) throw new Error('The purchase has no checkout')
  await new Emulator(checkoutUrl).payCheckout(checkoutUrl, card)
  while ((await billing.purchase(workspace, id)).state === 'pending') await aMoment()
  return id
}

async function untilDisputed({ api: { adminBilling } }: Person): Promise<string> {
  for (;;) {
    const [dispute] = (await adminBilling.disputes()).items
    if (dispute !== undefined) return dispute.id
    await aMoment()
  }
}

const aMoment = () => new Promise((resolve) => setTimeout(resolve, 100))
