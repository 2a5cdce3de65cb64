import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { startRawHost } from './raw-host.ts'

const module = new Uint8Array(await readFile('dist/ping-core/extension.wasm'))
const DENIED = { error: 'no', code: 'refused' }
const pong = (method: string, payload: string) =>
  method === 'query:test.ping.v1' ? { echo: `Pong: ${JSON.parse(payload).message}`, count: 1 } : {}

test('registers one operation while it is initialised and logs that it is ready', () => {
  const host = startRawHost(module, pong)
  assert.equal(host.init(), 0)
  const registration = '{"method":"echo","export_fn":"echo","operation_type":"query"}'
  assert.deepEqual(host.calls, [`extension.register_operation ${registration}`])
  assert.deepEqual(host.logs, ['1 ping-core is ready'])
})

test('refuses to be loaded when its registration is refused', () => {
  const host = startRawHost(module, () => DENIED)
  assert.equal(host.init(), 1)
  assert.deepEqual(host.logs, ['3 ping-core could not register its operation echo'])
})

test('passes its input to the platform and the reply back', () => {
  const host = startRawHost(module, pong)
  assert.deepEqual(host.call('ping', { message: 'hi' }), { echo: 'Pong: hi', count: 1 })
  assert.deepEqual(host.calls, ['query:test.ping.v1 {"message":"hi"}'])
})

test('passes an error of the platform back as well', () => {
  const host = startRawHost(module, () => DENIED)
  assert.deepEqual(host.call('ping', { message: 'hi' }), DENIED)
})

test('echoes any JSON, a megabyte too', () => {
  const host = startRawHost(module, pong)
  for (const value of [null, 0, '', [], {}, { ключ: ['значение', 1.5, true] }, 'x'.repeat(1_000_000)])
    assert.deepEqual(host.call('echo', value), value)
})

test('says goodbye', () => {
  const host = startRawHost(module, pong)
  host.cleanup()
  assert.deepEqual(host.logs, ['1 ping-core says goodbye'])
})

test('needs no more memory for ten thousand calls than for the first of each size', () => {
  const host = startRawHost(module, pong)
  host.init()
  const messages = [1, 10, 100, 1_000, 10_000].map((length) => 'm'.repeat(length))
  const round = () => messages.forEach((message) => [host.call('ping', { message }), host.call('echo', message)])
  round()
  const pages = host.memoryPages()
  for (let index = 0; index < 1_000; index++) round()
  assert.equal(host.memoryPages(), pages)
})

test('hands out memory that is aligned, apart, and used again once it is freed', () => {
  const host = startRawHost(module, pong)
  const sizes = [0, 1, 7, 8, 9, 100, 4_000, 70_000]
  const pointers = sizes.map((size) => host.alloc(size))
  const blocks = sizes.map((size, index) => [pointers[index] ?? 0, (pointers[index] ?? 0) + size] as const)
  const sorted = blocks.toSorted(([a], [b]) => a - b)
  assert.ok(blocks.every(([start]) => start > 0 && start % 8 === 0))
  assert.ok(sorted.every(([start], index) => index === 0 || start >= (sorted[index - 1]?.[1] ?? 0)))
  pointers.forEach((pointer, index) => host.free(pointer, sizes[index] ?? 0))
  assert.deepEqual(new Set(sizes.map((size) => host.alloc(size))), new Set(pointers))
})

test('answers null for more memory than it ever hands out, and goes on', () => {
  const host = startRawHost(module, pong)
  assert.equal(host.alloc(2 ** 24), 0)
  assert.equal(host.alloc(-1), 0)
  assert.ok(host.alloc(16) > 0)
})

test('frees nothing for a null pointer', () => {
  const host = startRawHost(module, pong)
  host.free(0, 16)
  assert.ok(host.alloc(16) > 0)
})
