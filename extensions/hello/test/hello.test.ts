import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestHost } from '@grantry/sdk/testing'
import extension from '../src/extension.ts'
import { GREETINGS, LANGUAGES } from '../src/greetings.ts'

test('greets in English unless another language is named', async () => {
  const host = createTestHost(extension)
  assert.deepEqual(await host.query('greet', { name: 'Ada' }), { greeting: 'Hello, Ada!', language: 'en' })
  assert.deepEqual(await host.query('greet', { name: 'Ada', language: 'fr' }), {
    greeting: 'Bonjour, Ada !',
    language: 'fr',
  })
})

test('puts the name into every greeting, as it is', async () => {
  const host = createTestHost(extension)
  for (const language of LANGUAGES) {
    const { greeting } = await host.query('greet', { name: '$& {name}', language })
    assert.equal(greeting, GREETINGS[language].split('{name}').join('$& {name}'))
  }
})

test('computes Fibonacci numbers', async () => {
  const host = createTestHost(extension)
  const values = await Promise.all([0, 1, 2, 10, 20].map((n) => host.query('fibonacci', { n })))
  assert.deepEqual(
    values.map(({ value }) => value),
    [0, 1, 1, 55, 6765],
  )
})

test('refuses an n whose number could not be exact', async () => {
  const host = createTestHost(extension)
  await assert.rejects(host.query('fibonacci', { n: 79 }), { code: 'invalid_input' })
})

test('logs what it is told to remember', async () => {
  const host = createTestHost(extension)
  assert.deepEqual(await host.action('remember', { text: 'milk' }), { remembered: 'milk' })
  assert.deepEqual(host.logs, [{ level: 'info', message: 'Remembered: milk' }])
})
