import { expect, it } from 'vitest'
import { renderMail } from './mail.ts'

const draft = {
  to: 'ada@example.org',
  subject: 'Hello',
  paragraphs: ['Hello <Ada> & "others",', 'Welcome.'],
  action: { label: 'Go on', url: 'https://store.example.org/account#a&b' },
  remark: 'It was you.',
}

it('says the same in text and in HTML', () => {
  const { text, html } = renderMail(draft)
  expect(text).toBe(
    'Hello <Ada> & "others",\n\nWelcome.\n\nGo on:\nhttps://store.example.org/account#a&b\n\nIt was you.\n',
  )
  for (const words of ['Welcome.', 'Go on', 'It was you.']) expect(html).toContain(words)
})

it('lets nobody’s name become markup', () => {
  const { html } = renderMail(draft)
  expect(html).toContain('Hello &lt;Ada&gt; &amp; &quot;others&quot;,')
  expect(html).toContain('href="https://store.example.org/account#a&amp;b"')
})

it('loads nothing', () => {
  expect(renderMail(draft).html).not.toMatch(/<img|<link|<script|src=|url\(/)
})
