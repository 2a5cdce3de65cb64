import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestHost } from '@grantry/sdk/testing'
import { fixtureMailbox } from '../fixtures/mailbox.ts'
import extension from '../src/extension.ts'
import type { Receipt } from '../src/receipt.ts'

const mailbox = await fixtureMailbox('fixtures')
const receipts = mailbox.filter(({ expected }) => expected !== null && expected !== 'unreadable')
const unreadable = mailbox.filter(({ expected }) => expected === 'unreadable')
const GRANTS = [
  { permission: 'entries.read', scope: { paths: ['/mail/**', '/receipts/**'] } },
  { permission: 'entries.write', scope: { paths: ['/receipts/**'] } },
  'jobs.run',
] as const

/** A workspace with the test mailbox. */
function furnish() {
  const host = createTestHost(extension, { grants: GRANTS })
  const messages = mailbox.map(({ name, bytes }) => host.entries.put(`/mail/${name}`, bytes))
  const kept = (): Receipt[] =>
    host.entries
      .all()
      .filter(({ entry }) => entry.path.startsWith('/receipts/'))
      .map(({ bytes }) => JSON.parse(bytes.toString('utf8')))
  return { host, messages, kept }
}

const found = (kept: readonly Receipt[]) =>
  kept
    .map(({ message, merchant, amountMinor, currency, date, category }) =>
      JSON.stringify([message.path, { merchant, amountMinor, currency, date, category }]),
    )
    .sort()
const expected = receipts.map(({ name, expected: receipt }) => JSON.stringify([`/mail/${name}`, receipt])).sort()

test('the mailbox is worth scanning', () => {
  assert.ok(receipts.length >= 60 && unreadable.length >= 4)
})

test('a scan keeps every receipt, and warns of every message that it cannot read', async () => {
  const { host, kept } = furnish()
  const report = await host.runJob('email_scan', {})
  assert.equal(report.exit, 'completed')
  assert.deepEqual(found(kept()), expected)
  assert.deepEqual(
    report.warnings.map((warning) => warning.split(':')[0]),
    unreadable.map(({ name }) => `/mail/${name}`),
  )
  assert.equal(report.items, BigInt(mailbox.length))
  assert.equal(report.bytes, BigInt(mailbox.reduce((sum, { bytes }) => sum + bytes.length, 0)))
  assert.deepEqual(report.progress.at(-1), {
    fraction: 1,
    message: `${mailbox.length} messages, new receipts: ${receipts.length}, known: 0, without a receipt: 14, unreadable: 4`,
  })
  assert.equal(report.checkpoints.length, Math.floor(mailbox.length / 10))
})

test('a scan that ended at message 37 makes no receipt twice and leaves none out', async () => {
  const { host, kept } = furnish()
  const broken = await host.runJob('email_scan', {}, { interruptAfter: 37 })
  assert.equal(kept().length, 37)
  // What a crash leaves: the receipts of 37 messages, and a checkpoint behind the thirtieth.
  const [, , thirtieth] = broken.checkpoints
  assert.ok(thirtieth)
  const resumed = await host.runJob('email_scan', {}, { state: thirtieth })
  assert.equal(resumed.exit, 'completed')
  assert.equal(resumed.items, BigInt(mailbox.length - 30))
  assert.match(resumed.progress.at(-1)?.message ?? '', /known: 7,/)
  assert.deepEqual(found(kept()), expected)
})

test('a scan goes on where it was paused', async () => {
  const { host, kept } = furnish()
  const paused = await host.runJob('email_scan', {}, { interruptAfter: 33 })
  assert.equal(paused.exit, 'interrupted')
  assert.ok(paused.state)
  const resumed = await host.runJob('email_scan', {}, { state: paused.state })
  assert.equal(paused.items + resumed.items, BigInt(mailbox.length))
  assert.deepEqual(found(kept()), expected)
})

test('a scan after a scan finds only what is new', async () => {
  const { host, kept } = furnish()
  await host.runJob('email_scan', {})
  const again = await host.runJob('email_scan', {})
  assert.match(again.progress.at(-1)?.message ?? '', new RegExp(`new receipts: 0, known: ${receipts.length},`))
  assert.equal(kept().length, receipts.length)
})

test('a scan goes over many pages, and past what is no message', async () => {
  const host = createTestHost(extension, { grants: GRANTS })
  for (let index = 0; index < 250; index += 1) {
    const text = `From: a@example.org\r\nSubject: Receipt\r\n\r\nTotal paid EUR ${index}.00`
    host.entries.put(`/mail/inbox/${String(index).padStart(3, '0')}.eml`, text)
    host.entries.put(`/mail/inbox/${String(index).padStart(3, '0')}.txt`, 'a note')
  }
  const first = await host.runJob('email_scan', { folder: '/mail/inbox' }, { interruptAfter: 120 })
  assert.ok(first.state)
  const second = await host.runJob('email_scan', { folder: '/mail/inbox' }, { state: first.state })
  assert.deepEqual([first.items, second.items], [120n, 130n])
})

test('a scan of nothing warns, because it may be the wrong folder', async () => {
  const { host } = furnish()
  for (const folder of ['/mail/elsewhere', '/private']) {
    host.entries.put('/private/a.eml', 'From: a@example.org\r\n\r\n')
    const { exit, warnings } = await host.runJob('email_scan', { folder })
    const why = `There are no .eml files in ${folder}, or none that may be read`
    assert.deepEqual([exit, warnings], ['completed', [why]])
  }
})

test('a scan says that it may not read, instead of finding nothing', async () => {
  const { host } = furnish()
  host.revoke('entries.read')
  const report = await host.runJob('email_scan', {})
  assert.equal(report.exit, 'failed')
  assert.match(report.message ?? '', /has not been granted/)
})

test('a scan ends when receipts can no longer be written', async () => {
  const { host, kept } = furnish()
  host.revoke('entries.write')
  const report = await host.runJob('email_scan', {})
  assert.deepEqual([report.exit, kept().length], ['failed', 0])
})

test('an import keeps receipts under the digest of their message, once', async () => {
  const { host, messages, kept } = furnish()
  const [first] = messages
  const [{ bytes } = { bytes: Buffer.alloc(0) }] = mailbox
  assert.ok(first)
  const path = `/receipts/${first.digest.slice('sha256:'.length)}.json`
  const imported = await host.action('import_receipts', { paths: [first.path] })
  assert.deepEqual(imported, { imported: [{ source: first.path, path }], existing: [], skipped: [] })
  const again = await host.action('import_receipts', {
    paths: [first.path],
    messages: [{ base64: bytes.toString('base64') }, { text: bytes.toString('utf8') }],
  })
  const sources = [first.path, 'messages[0]', 'messages[1]']
  assert.deepEqual(again, { imported: [], existing: sources.map((source) => ({ source, path })), skipped: [] })
  assert.equal(kept().length, 1)
  assert.equal(host.entries.find({ path })?.entry.metadata['merchant'], 'Northwind Coffee')
})

test('an import goes on past what it cannot import, and says why', async () => {
  const { host, kept } = furnish()
  const { skipped, imported } = await host.action('import_receipts', {
    paths: [
      '/mail/nowhere.eml',
      '/mail/handmade-12-newsletter.eml',
      '/mail/handmade-15-empty.eml',
      '/mail/000-plain.eml',
    ],
  })
  assert.deepEqual(
    skipped.map(({ reason }) => reason),
    ['There is no such entry in this workspace', 'It does not look like a receipt (confidence 0)', 'It is empty'],
  )
  assert.deepEqual([imported.length, kept().length], [1, 1])
})
