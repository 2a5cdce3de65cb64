import { assert, constantFrom, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meter, MeteredInstance, type Outcome } from '../../fixtures/wasm/metered.ts'
import { SlicedInstance } from '../../fixtures/wasm/sliced.ts'
import { wat } from '../../fixtures/wasm/wat.ts'

/** A loop, and the same in JavaScript. */
interface Form {
  readonly name: string
  /** The end of each turn, which leaves whether there is another one. */
  readonly tail: string
  /** Units of the tail. */
  readonly price: number
  readonly step: number
  goesOn(counter: number, limit: number): boolean
  /** What a turn makes of the limit, where it does. */
  readonly nextLimit?: (limit: number) => number
}

const add = (step: number) => `(local.tee $i (i32.add (local.get $i) (i32.const ${step})))`
const subtract = (step: number) => `(local.tee $i (i32.sub (local.get $i) (i32.const ${-step})))`
const LIMIT = '(local.get $n)'
const COMPARED = 3
const BARE = 2
/** What is at the end of the numbers, and around powers of two. */
const NUMBERS = [0, 1, 2, 3, 4, 5, 8, 9, 1_000, 0x1_0000, 0x1_0001, 0x1_0002, 0x7fff_ffff, 0x8000_0000]
const EDGES = [...NUMBERS, ...NUMBERS.map((number) => (-1 - number) >>> 0)]

const KNOWN_FORMS: readonly Form[] = [
  ...[1, -1, 2, -2, 4, -8, 0x1_0000, -0x1_0000].flatMap((step): Form[] => [
    { name: `to a limit by ${step}`, tail: `(i32.ne ${add(step)} ${LIMIT})`, price: COMPARED, step, goesOn: isNot },
    { name: `a limit from ${step}`, tail: `(i32.ne ${LIMIT} ${subtract(step)})`, price: COMPARED, step, goesOn: isNot },
    { name: `to zero by ${step}`, tail: add(step), price: BARE, step, goesOn: (counter) => counter !== 0 },
    {
      name: `to -8 by ${step}`,
      tail: `(i32.ne ${add(step)} (i32.const -8))`,
      price: COMPARED,
      step,
      goesOn: isNotEight,
    },
  ]),
  ...[1, 2, 4, 0x1_0000].flatMap((step): Form[] => [
    { name: `while below, ${step}`, tail: `(i32.lt_u ${add(step)} ${LIMIT})`, price: COMPARED, step, goesOn: isBelow },
    {
      name: `while above, ${step}`,
      tail: `(i32.gt_u ${LIMIT} ${subtract(step)})`,
      price: COMPARED,
      step,
      goesOn: isBelow,
    },
    {
      name: `while below -8, ${step}`,
      tail: `(i32.lt_u ${add(step)} (i32.const -8))`,
      price: COMPARED,
      step,
      goesOn: isBelowEight,
    },
  ]),
]

/** What looks like one of these and is not. */
const OTHER_FORMS: readonly Form[] = [
  { name: 'a step that is no power', tail: `(i32.ne ${add(3)} ${LIMIT})`, price: COMPARED, step: 3, goesOn: isNot },
  { name: 'no step at all', tail: `(i32.ne ${add(0)} ${LIMIT})`, price: COMPARED, step: 0, goesOn: isNot },
  {
    name: 'an order of signed numbers',
    tail: `(i32.lt_s ${add(1)} ${LIMIT})`,
    price: COMPARED,
    step: 1,
    goesOn: isLess,
  },
  {
    name: 'a falling counter that is below',
    tail: `(i32.lt_u ${add(-1)} ${LIMIT})`,
    price: COMPARED,
    step: -1,
    goesOn: isBelow,
  },
  {
    name: 'a limit that comes nearer',
    tail: `${lower('$n', 2)} (i32.ne ${add(1)} ${LIMIT})`,
    price: COMPARED + 2,
    step: 1,
    goesOn: isNot,
    nextLimit: (limit) => (limit - 2) >>> 0,
  },
  {
    name: 'a counter that goes back',
    tail: `${lower('$i', 3)} (i32.ne ${add(1)} ${LIMIT})`,
    price: COMPARED + 2,
    step: -2,
    goesOn: isNot,
  },
  {
    name: 'a limit that is the counter',
    tail: `(i32.ne ${add(1)} (local.get $i))`,
    price: COMPARED,
    step: 1,
    goesOn: () => false,
  },
]

const FORMS = [...KNOWN_FORMS, ...OTHER_FORMS]

function isNot(counter: number, limit: number): boolean {
  return counter !== limit
}
function isBelow(counter: number, limit: number): boolean {
  return counter < limit
}
function isLess(counter: number, limit: number): boolean {
  return (counter | 0) < (limit | 0)
}
function isNotEight(counter: number): boolean {
  return counter !== -8 >>> 0
}
function isBelowEight(counter: number): boolean {
  return counter < -8 >>> 0
}
function lower(local: string, by: number): string {
  return `(local.set ${local} (i32.sub (local.get ${local}) (i32.const ${by})))`
}

/** So many calls outside of the loop that a local for the fuel would cost more than it saves; each with its callee's entry. */
const STRANGERS = 10
const STRANGER = 4 + 1

/** A page of them may be counted; a loop that went on without fuel would trap behind it. */
const loopOf = ({ tail }: Form) => `(param $i i32) (param $n i32) (result i32) (local $turns i32)
  (loop $again
    (i32.store8 (local.get $turns) (i32.const 1))
    (local.set $turns (i32.add (local.get $turns) (i32.const 1)))
    (br_if $again ${tail}))
  (local.get $turns)`
/** The header, the store, the count, and the branch. */
const turnOf = ({ price }: Form) => 1 + 1 + 2 + price + 1
const ENTRY = 1

const moduleOf = (form: Form) => wat(`(memory 1) (func (export "run") ${loopOf(form)})`)
/** The function with the loop is given the fuel as a parameter. */
const calledModuleOf = (form: Form) =>
  wat(`(memory 1) (func $loop ${loopOf(form)})
    (func (export "run") (param i32 i32) (result i32) (call $loop (local.get 0) (local.get 1)))`)

const MOST_TURNS = 2_000

/** How many turns it takes; null for more than are counted here. */
function turnsOf({ step, goesOn, nextLimit }: Form, from: number, to: number): number | null {
  let [counter, limit] = [from, to]
  for (let turns = 1; turns <= MOST_TURNS; turns += 1) {
    counter = (counter + step) >>> 0
    limit = nextLimit?.(limit) ?? limit
    if (!goesOn(counter, limit)) return turns
  }
  return null
}

type Call = (budget: bigint, from: number, to: number) => Outcome

function expectExact(call: Call, form: Form, from: number, to: number, entry: number): void {
  const turns = turnsOf(form, from, to)
  const price = BigInt(entry + turnOf(form) * (turns ?? MOST_TURNS))
  const place = `${form.name}, from ${from} to ${to}`
  if (turns === null) return expect(call(price, from, to), place).toMatchObject({ result: 'unreachable', isTrap: true })
  expect(call(price, from, to), place).toEqual({ result: turns, isTrap: false, spent: price })
  expect(call(price * 1_000n, from, to), place).toEqual({ result: turns, isTrap: false, spent: price })
  const short = call(price - 1n, from, to)
  if (turns > 1) expect(short, place).toMatchObject({ result: 'unreachable', isTrap: true })
}

describe('a loop whose turns are known before it begins', () => {
  it.each(FORMS)('takes the price of its turns, and runs out where they do: $name', (form) => {
    const instance = new MeteredInstance(moduleOf(form))
    const call: Call = (budget, from, to) => instance.call('run', budget, from, to)
    for (const from of EDGES) for (const to of EDGES) expectExact(call, form, from, to, ENTRY)
  })

  it.each(FORMS)('does so where its function is given the fuel: $name', (form) => {
    const instance = new MeteredInstance(calledModuleOf(form))
    const call: Call = (budget, from, to) => instance.call('run', budget, from, to)
    // The call costs 2, and its callee an entry of its own.
    for (const from of EDGES) for (const to of EDGES) expectExact(call, form, from, to, ENTRY + 2 + ENTRY)
  })

  it.each(FORMS)('does so where its function keeps the fuel in the global: $name', (form) => {
    const instance = new MeteredInstance(
      wat(`(memory 1) (table funcref (elem $nothing)) (func $nothing)
        (func (export "run") ${loopOf(form)}
          ${'(call_indirect (i32.const 0))'.repeat(STRANGERS)})`),
    )
    const call: Call = (budget, from, to) => instance.call('run', budget, from, to)
    for (const from of EDGES) for (const to of EDGES) expectExact(call, form, from, to, ENTRY + STRANGERS * STRANGER)
  })

  it.each(FORMS)('does so in slices of any size: $name', (form) => {
    const sliced = new SlicedInstance(moduleOf(form))
    assert(
      property(constantFrom(...EDGES), constantFrom(...EDGES), integer({ min: 1, max: 20_000 }), (from, to, slice) => {
        const turns = turnsOf(form, from, to)
        const budget = BigInt(ENTRY + turnOf(form) * (turns ?? MOST_TURNS))
        const outcome = sliced.call('run', { budget, slice: BigInt(slice) }, from, to)
        expect(outcome).toMatchObject(
          turns === null ? { isTrap: true, isExhausted: true } : { result: turns, isTrap: false, spent: budget },
        )
      }),
      { numRuns: 60 },
    )
  })

  it('is exact for any numbers', () => {
    const instances = FORMS.map((form) => ({ form, instance: new MeteredInstance(moduleOf(form)) }))
    const number = integer({ min: 0, max: 2 ** 32 - 1 })
    const distance = integer({ min: -9_000, max: 9_000 })
    assert(
      property(constantFrom(...instances), number, distance, ({ form, instance }, from, by) => {
        const call: Call = (budget, ...numbers) => instance.call('run', budget, ...numbers)
        expectExact(call, form, from, (from + by) >>> 0, ENTRY)
      }),
      { numRuns: 2_000 },
    )
  })

  it('takes what follows its last turn once, in the loop or behind it', () => {
    const instance = new MeteredInstance(
      wat(`(func (export "run") (param $i i32) (result i32) (local $left i32)
        (loop $again
          i32.const 7
          ${add(-1)}
          br_if $again
          local.set $left)
        (i32.mul (local.get $left) (i32.const 6)))`),
    )
    // The header, the move and the branch on each turn; then the set and the product.
    const price = (turns: number) => BigInt(ENTRY + turns * (1 + BARE + 1) + 1 + 1)
    for (const turns of [1, 2, 1_000]) {
      expect(instance.call('run', price(turns), turns)).toEqual({ result: 42, isTrap: false, spent: price(turns) })
      expect(instance.call('run', price(turns) - 3n, turns).isTrap).toBe(true)
    }
  })

  it('is in the module twice, and one whose turns are not known only once', () => {
    const marked = (tail: string) =>
      meter(
        wat(`(memory 1) (func (export "run") (param $i i32) (param $n i32)
          (loop $again (i32.store (i32.const 0) (i32.const ${MARK})) (br_if $again ${tail})))`),
      )
    for (const { tail } of KNOWN_FORMS) expect(timesIn(marked(tail)), tail).toBe(2)
    for (const { tail } of OTHER_FORMS) expect(timesIn(marked(tail)), tail).toBe(1)
  })
})

const MARK = 0x0155_aa55
/** That constant as an instruction. */
const MARK_BYTES = Buffer.from([0x41, 0xd5, 0xd4, 0xd6, 0x0a])

function timesIn(module: Uint8Array): number {
  const code = Buffer.from(module)
  let [times, at] = [0, code.indexOf(MARK_BYTES)]
  for (; at >= 0; at = code.indexOf(MARK_BYTES, at + 1)) times += 1
  return times
}
