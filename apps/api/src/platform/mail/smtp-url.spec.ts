import { expect, it } from 'vitest'
import { parseSmtpUrl } from './smtp-url.ts'

it('asks for TLS of every mail server but one on this machine', () => {
  expect(parseSmtpUrl('smtp://mail.example.org')).toMatchObject({ port: 587, secure: false, requireTLS: true })
  expect(parseSmtpUrl('smtps://mail.example.org')).toMatchObject({ port: 465, secure: true })
  expect(parseSmtpUrl('smtp://127.0.0.1:2525')).toMatchObject({ port: 2525, requireTLS: false })
  expect(parseSmtpUrl('smtp://127.0.0.1.example.org')).toMatchObject({ requireTLS: true })
})

it('takes name and password as they are spelled in an address', () => {
  const { auth } = parseSmtpUrl('smtp://ada%40example.org:p%3Aw%2F@mail.example.org:2587')
  expect(auth).toEqual({ user: 'ada@example.org', pass: 'p:w/' })
  expect(parseSmtpUrl('smtp://mail.example.org').auth).toBeUndefined()
})
