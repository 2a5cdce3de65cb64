import { openAsBlob } from 'node:fs'
import { changedArchive } from './archives.ts'
import { liveOn, type Later } from './furnished-later.ts'
import { installMailbox, publishMailbox, runMailbox, type MailboxJobs } from './mailbox.ts'
import { ADMIN } from './marketplace.ts'
import { publishApproved, signIn, signUp, type Person } from './people.ts'

/** A marketplace in the middle of its life: every page has something to show. */
export interface Furnished {
  person: Person
  /** A member of the person's workspace, who only looks on. */
  other: Person
  /** Addresses of things that the pages are about. */
  install: string
  review: string
  decided: string
}

/** On a stocked marketplace: a publisher with versions in every state of review, a workspace with files and installs. */
export async function furnish(url: string): Promise<Furnished> {
  const admin = await signIn(url, ADMIN)
  const person = await signUp(url, 'Ada Lovelace')
  const { reviewId: decided } = await publishVersions(person, admin)
  const { items } = await admin.api.reviews.list({ status: 'submitted' })
  const review = items[0]?.id
  if (review === undefined) throw new Error('No version waits for a review')
  const other = await signUp(url, 'Grace Hopper')
  return { person, other, review, decided, install: await moveIn(person, other) }
}

/** One version approved, its successor with more permissions waiting, and another extension rejected. */
async function publishVersions(publisher: Person, admin: Person) {
  const name = {
    id: 'letter-counter',
    name: 'Letter counter',
    description: 'Shows which letters your notes use, how often, and which they never do',
    icon: undefined,
  }
  const first = await changedArchive('wordstats', (manifest) => ({ ...manifest, ...name }))
  const second = await changedArchive('wordstats', (manifest) => ({
    ...manifest,
    ...name,
    version: '1.1.0',
    permissions: [...manifest.permissions, LOOKUP],
  }))
  const third = await changedArchive('hello', (manifest) => ({ ...manifest, id: 'morning', name: 'Good morning' }))
  await publisher.api.publishers.create({ slug: 'acme-labs', name: 'Acme Labs' })
  await publishApproved(publisher, 'acme-labs', first.path, admin)
  await publisher.api.publishers.publish('acme-labs', { archive: await openAsBlob(second.path) })
  const rejected = await publisher.api.publishers.publish('acme-labs', { archive: await openAsBlob(third.path) })
  await admin.api.reviews.reject(rejected.reviewId, 'The README does not say what it does. Please describe it.')
  await Promise.all([first, second, third].map((archive) => archive.dispose()))
  return rejected
}

const LOOKUP = {
  id: 'network',
  scope: { hosts: ['api.example.org', '*.example.com'], methods: ['GET', 'POST'] },
  reason: 'To look up letter frequencies of other languages',
  optional: true,
}

/** A workspace with a second member, two files, two installs, calls and a denied one. Answers the install's id. */
async function moveIn({ api }: Person, other: Person): Promise<string> {
  const { slug } = await api.workspaces.create({ name: 'Household' })
  await api.workspaces.addMember(slug, { email: other.account.email, role: 'viewer' })
  await api.entries.createText(slug, { path: '/notes/today.md', text: 'hello hello world' })
  await api.entries.createText(slug, { path: '/readme.txt', text: 'Read me first.' })
  await api.installs.create(slug, { extension: 'hello' })
  const { id } = await api.installs.create(slug, {
    extension: 'wordstats',
    grants: [{ permission: 'entries.read', scope: { paths: ['/notes/**'] } }],
  })
  for (let call = 0; call < 5; call += 1)
    await api.operations.call(slug, 'wordstats:count', { path: '/notes/today.md' })
  await api.operations.call(slug, 'wordstats:annotate', { path: '/notes/today.md' })
  await api.auth.createToken({ name: 'Laptop', expiresInDays: 30 })
  return id
}

/** Also with background work, and with installs that do not run. */
export interface FullyFurnished extends Furnished, Later {
  approved: string
  jobs: MailboxJobs
  suspended: string
  removed: string
  purchase: string
}

export async function furnishFully(url: string): Promise<FullyFurnished> {
  const story = await furnish(url)
  const { person } = story
  const admin = await signIn(url, ADMIN)
  await publishMailbox(person, 'acme-labs', admin)
  const jobs = await runMailbox(person, 'household', await installMailbox(person, 'household'))
  const { id: removed } = await person.api.installs.create('household', { extension: 'ping-core' })
  await person.api.installs.remove('household', removed)
  return {
    ...story,
    ...(await liveOn(person, story.other, admin)),
    approved: (await admin.api.reviews.list({ status: 'approved' })).items[0]!.id,
    jobs,
    removed,
    suspended: await suspendedInstall(person, admin),
    purchase: await purchaseOf(person, admin),
  }
}

/** Fuel for minutes and a tenth of a second to burn it: only its end stops it, and its sandbox with it. */
const STUCK = { fuel: 100_000_000_000, deadlineMs: 100 }

/** An install that has ended its sandbox so often that the platform stopped it. */
export async function suspendedInstall(publisher: Person, admin: Person): Promise<string> {
  const archive = await changedArchive('hello', (manifest) => ({
    ...manifest,
    id: 'stuck',
    name: 'Stuck',
    limits: STUCK,
  }))
  await publishApproved(publisher, 'acme-labs', archive.path, admin)
  await archive.dispose()
  const { api } = publisher
  const { id } = await api.installs.create('household', { extension: 'stuck' })
  while ((await api.installs.get('household', id)).status === 'active') {
    // Refused or stopped: that is what it is called for.
    await api.operations.call('household', 'stuck:fibonacci', { n: 60 }).catch(() => {})
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return id
}

/** A checkout that waits for its payment, of an extension with two plans. Answers the purchase's id. */
async function purchaseOf(person: Person, admin: Person): Promise<string> {
  const archive = await changedArchive('hello', (manifest) => ({ ...manifest, id: 'fine-words', name: 'Fine words' }))
  await publishApproved(person, 'acme-labs', archive.path, admin)
  await archive.dispose()
  const { billing } = person.api
  const team = await billing.createPlan('acme-labs', 'fine-words', {
    kind: 'subscription',
    name: 'Team',
    description: 'For everybody who works with you',
    perSeat: true,
    trialDays: 14,
    prices: [
      { amountMinor: 500, currency: 'eur', interval: 'month' },
      { amountMinor: 5_000, currency: 'eur', interval: 'year' },
    ],
  })
  await billing.createPlan('acme-labs', 'fine-words', {
    kind: 'metered',
    name: 'By use',
    meter: { of: 'calls', units: 1_000 },
    prices: [{ amountMinor: 20, currency: 'eur' }],
  })
  const { id } = await billing.buy('household', { price: team.prices[0]!.id, seats: 3 })
  return id
}
