import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestHost } from '@grantry/sdk/testing'
import { classify } from '../src/classify.ts'
import extension from '../src/extension.ts'
import { readMessage, UnreadableMessage } from '../src/read-message.ts'
import { classifyMessage } from '../src/receipt.ts'
import { fixtureMailbox } from '../fixtures/mailbox.ts'

const mailbox = await fixtureMailbox('fixtures')

for (const { name, bytes, expected } of mailbox)
  test(`knows what ${name} is`, async () => {
    if (expected === 'unreadable') return assert.rejects(readMessage(bytes), UnreadableMessage)
    const { isReceipt, merchant, amountMinor, currency, date, category } = classifyMessage(await readMessage(bytes))
    assert.equal(isReceipt, expected !== null)
    if (expected !== null) assert.deepEqual({ merchant, amountMinor, currency, date, category }, expected)
  })

test('says how sure it is, and why', () => {
  const sure = classify({ subject: 'Your receipt', text: 'Receipt\nTotal paid: EUR 5.00\nVisa, 2026-03-04' })
  assert.deepEqual([sure.isReceipt, sure.confidence], [true, 0.95])
  assert.deepEqual(sure.evidence, [
    'A total is named',
    'The subject speaks of a receipt',
    'The text speaks of a receipt',
    'Something has been paid',
    'The text has a date',
  ])
  assert.equal(classify({ text: 'Total: EUR 5.00' }).isReceipt, false)
  assert.deepEqual(classify({ text: '' }).evidence, [])
})

test('is not sure of what advertises, offers, reminds or gives back', () => {
  const receipt = { subject: 'Your receipt', text: 'Total paid: EUR 5.00' }
  assert.equal(classify(receipt).isReceipt, true)
  for (const subject of ['Payment reminder', 'Your refund', 'Quotation 4711', 'Angebot für Sie'])
    assert.equal(classify({ ...receipt, subject }).isReceipt, false, subject)
})

test('takes no amount for a receipt without one, however it speaks', () => {
  const { isReceipt, confidence } = classify({
    subject: 'Receipt',
    text: 'This invoice was paid by Visa on 2026-03-04',
  })
  assert.deepEqual([isReceipt, confidence >= 0.5], [false, true])
})

test('takes the day of the message when the text has no date', () => {
  assert.equal(classify({ text: 'Total 5 EUR', sentOn: '2026-03-09' }).date, '2026-03-09')
})

test('classifies a text, a text file and a message', async () => {
  const host = createTestHost(extension, { grants: ['entries.read'] })
  const text = 'Receipt from Fourth Coffee\nTotal: $4.50\nPaid by Visa'
  host.entries.put('/mail/note.txt', text)
  host.entries.put('/mail/message.eml', `From: x@example.org\r\nSubject: Receipt\r\n\r\n${text}`)
  const expected = { isReceipt: true, merchant: 'Fourth Coffee', amountMinor: 450, currency: 'USD', category: 'dining' }
  for (const input of [{ text }, { entry: '/mail/note.txt' }, { entry: '/mail/message.eml' }])
    assert.partialDeepStrictEqual(await host.query('classify_receipt', input), expected)
})

test('answers that a message cannot be read', async () => {
  const host = createTestHost(extension, { grants: ['entries.read'] })
  host.entries.put('/mail/empty.eml', '')
  await assert.rejects(host.query('classify_receipt', { entry: '/mail/empty.eml' }), { code: 'unreadable_message' })
})
