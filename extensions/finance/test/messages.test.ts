import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { CharsetDecoder } from '../src/charset-decoder.ts'
import { ChunkBlob } from '../src/chunk-blob.ts'
import { htmlToText } from '../src/html-text.ts'
import { LARGEST_MESSAGE_BYTES, readMessage, UnreadableMessage } from '../src/read-message.ts'
import { SINGLE_BYTE_CHARSETS } from '../src/single-byte-charsets.ts'
import { withoutBulk } from '../src/without-bulk.ts'

const handmade = async (name: string) => readMessage(await readFile(`fixtures/handmade/${name}.eml`))
const message = (body: string, headers = '') =>
  Buffer.from(`From: a@example.org\r\nDate: Wed, 4 Mar 2026 12:00:00 +0100\r\n${headers}\r\n${body}`)

test('decodes every byte as the Encoding Standard does', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte)
  for (const { labels } of SINGLE_BYTE_CHARSETS)
    for (const label of labels)
      assert.equal(new CharsetDecoder(label).decode(bytes), new TextDecoder(label).decode(bytes), label)
  assert.equal(new CharsetDecoder().decode(Buffer.from('Zoë 🌍')), 'Zoë 🌍')
  assert.equal(new CharsetDecoder('UTF-8').decode(), '')
  assert.throws(() => new CharsetDecoder('no-such-charset'), RangeError)
})

test('puts chunks of any kind together', async () => {
  const blob = new ChunkBlob([
    Uint8Array.of(1, 2),
    'ä',
    new Uint8Array([9, 3, 9]).subarray(1, 2),
    Uint8Array.of(4).buffer,
  ])
  assert.deepEqual([...new Uint8Array(await blob.arrayBuffer())], [1, 2, 0xc3, 0xa4, 3, 4])
})

test('shows what HTML shows', () => {
  const html =
    '<style>p { color: red }</style><p>One &amp; two<br>three&nbsp;&euro;</p><!-- no --><TD>a</TD><td>b</td><script>x</script>'
  assert.equal(htmlToText(html), 'One & two\nthree €\na\tb')
  assert.equal(htmlToText('1 < 2 and &unknown; &#128578; &#xFFFFFFF;'), '1 < 2 and &unknown; 🙂 &#xFFFFFFF;')
  assert.equal(htmlToText('shown<script>never closed <p>hidden'), 'shown')
  assert.equal(htmlToText('İ<b>x</b>'), 'İx')
})

test('reads encoded words, addresses, dates and names of attachments', async () => {
  const read = await handmade('04-alternative-and-pdf')
  assert.deepEqual(
    { ...read, text: null },
    {
      messageId: '<alternative@example.org>',
      subject: 'Votre reçu – réservation no 8812',
      sender: { name: 'Hôtel du Lac', address: 'noreply@example.org' },
      sentAt: '2026-03-07T09:00:00.000Z',
      text: null,
      attachments: [{ name: 'Reçu n°8812.pdf', mimeType: 'application/pdf' }],
    },
  )
})

test('reads the message within a message, and its attachments', async () => {
  const { text, attachments } = await handmade('08-forwarded-message')
  assert.match(text, /Please pay me back/)
  assert.match(text, /2 pizza and coffee – dinner/)
  assert.deepEqual(attachments, [{ name: 'stamp.png', mimeType: 'image/png' }])
})

test('reads what is damaged as far as it goes', async () => {
  assert.match((await handmade('10-no-closing-boundary')).text, /Total EUR 2\.80/)
  const { text, attachments } = await handmade('11-damaged-base64')
  assert.match(text, /USD 15\.00/)
  assert.equal(attachments[0]?.name, 'invoice.pdf')
})

test('refuses what is no message, or made to be a burden', async () => {
  const refused = {
    'It is empty': Buffer.alloc(0),
    'this is no mail message': Buffer.from('Just a text\r\n'),
    'larger than 2 MiB': Buffer.alloc(LARGEST_MESSAGE_BYTES + 1),
    'beside its attachments': message('x '.repeat(200_000)),
    'nesting depth': await readFile('fixtures/handmade/17-nested-without-end.eml'),
    'header size': message('', 'X-Long: x\r\n'.repeat(20_000)),
  }
  for (const [why, bytes] of Object.entries(refused))
    await assert.rejects(
      readMessage(bytes),
      (error) => error instanceof UnreadableMessage && error.message.includes(why),
      why,
    )
})

test('says nothing of a date that is none', async () => {
  assert.equal((await readMessage(Buffer.from('From: a@example.org\r\nDate: soon\r\n\r\n'))).sentAt, null)
})

test('cuts long bodies in base64 short, and nothing else', async () => {
  const line = `${'QUJD'.repeat(18)}\r\n`
  const boundary = `--${'b'.repeat(70)}`
  const bulky = message(
    `${boundary}\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n${line.repeat(5_000)}` +
      `${boundary}\r\nContent-Type: text/plain\r\n\r\nTotal EUR 5.00\r\n${boundary}--\r\n`,
    `Content-Type: multipart/mixed; boundary=${boundary.slice(2)}\r\n`,
  )
  assert.equal(bulky.length - withoutBulk(bulky).length, line.length * 4_000)
  const { text, attachments } = await readMessage(bulky)
  assert.equal(text.trim(), 'Total EUR 5.00')
  assert.deepEqual(attachments, [{ name: 'a.pdf', mimeType: 'application/pdf' }])
  for (const body of ['short\r\n'.repeat(5_000), `${'word '.repeat(14)}end.\r\n`.repeat(2_000), line.repeat(1_000)])
    assert.deepEqual(Buffer.from(withoutBulk(message(body))), message(body))
})
