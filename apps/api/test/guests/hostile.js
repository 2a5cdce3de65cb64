/* oxlint-disable no-console, unicorn/no-unnecessary-await, typescript/await-thenable -- doing it is the point */
// A guest that does everything a guest should not, one operation for each; `calm` shows that it still answers.
export const calm = (input) => input

export function endless_loop() {
  for (;;);
}

export function endless_loop_in_a_try() {
  try {
    for (;;);
  } catch {
    return 'got away'
  } finally {
    for (;;);
  }
}

export async function endless_promises() {
  for (;;) await null
}

export function endless_microtasks() {
  const again = () => Promise.resolve().then(again)
  return again()
}

export function endless_iterator() {
  return [...{ *[Symbol.iterator]() { for (;;) yield 0 } }].length // prettier-ignore
}

export const endless_to_json = () => ({
  toJSON() {
    for (;;);
  },
})

export const backtracking = () => /^(?:a+)+$/.test(`${'a'.repeat(64)}!`)

export function big_sort() {
  const items = Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 100_003)
  for (;;) items.sort((a, b) => (a ^ b) - (b & 7))
}

export function hoard() {
  const held = []
  for (;;) held.push(new Uint8Array(1 << 20))
}

export function doubling() {
  let text = 'x'
  for (;;) text = text.repeat(2)
}

export const json_bomb = () => JSON.parse(`${'['.repeat(1 << 14)}${']'.repeat(1 << 14)}`)

export function shared_json_bomb() {
  let value = ['x'.repeat(1_000)]
  for (let level = 0; level < 24; level++) value = [value, value]
  return value
}

export const big_number = () => String(7n ** (7n ** 9n))

export function deep_recursion() {
  return deep_recursion() + 1
}

export function deep_value() {
  let value = null
  for (let level = 0; level < 10_000; level++) value = { value }
  return value
}

export async function host_call_flood() {
  for (;;) await grantry.call('query:test.ping.v1', { message: 'x'.repeat(100_000) })
}

export async function host_call_burst() {
  for (;;) {
    const calls = Array.from({ length: 1_000 }, () => grantry.call('query:test.pong.v1', {}))
    await Promise.allSettled(calls)
  }
}

export function log_flood() {
  for (;;) console.log('x'.repeat(1_000))
}

export const never = () => new Promise(() => {})

export const thrown = () => {
  throw {
    get message() {
      throw new Error('again')
    },
    toString() {
      throw new Error('and again')
    },
  }
}

export const cycle = () => {
  const value = {}
  value.value = value
  return value
}

export const not_json = () => 10n

export function busy({ until }) {
  while (Date.now() < until);
  return 'done'
}

export const long_answer = () => 'x'.repeat(5 << 20)
