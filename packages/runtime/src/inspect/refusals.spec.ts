import { describe, expect, it } from 'vitest'
import {
  body,
  custom,
  HERE,
  list,
  MODULE_HEADER,
  moduleOf,
  name,
  oneFunction,
  section,
  sized,
  u32,
} from '../../fixtures/wasm/module-bytes.ts'
import { inspect, InspectionRefused, type InspectionCode } from './index.ts'

/** What {@link inspect} says to bytes that it must not accept. */
function refusalOf(bytes: Uint8Array): InspectionRefused {
  try {
    inspect(bytes)
  } catch (error) {
    if (error instanceof InspectionRefused) return error
    throw error
  }
  throw new Error('The module was accepted')
}

function expectRefusal(sections: readonly (readonly number[])[], code: InspectionCode, reason: RegExp): void {
  const { bytes, here } = moduleOf(...sections)
  const refusal = refusalOf(bytes)
  expect(refusal).toMatchObject({ code, offset: here })
  expect(refusal.reason).toMatch(reason)
  expect(refusal.message).toContain(`(at byte 0x${here.toString(16)})`)
}

const types = (...entries: readonly number[][]) => section(1, list(...entries))
const VOID = [0x60, 0, 0]
const I32 = 0x7f
const imports = (...entry: readonly number[]) => section(2, list(entry))
const zero = [0x41, 0, 0x0b]

describe('bytes that are no module', () => {
  it.each<[string, number[], number]>([
    ['nothing', [], 0],
    ['a text', [...new TextEncoder().encode('(module)')], 0],
    ['a magic number of another case', [0x00, 0x41, 0x53, 0x4d, 1, 0, 0, 0], 0],
    ['another version', [0x00, 0x61, 0x73, 0x6d, 2, 0, 0, 0], 4],
    ['a header that is cut off', MODULE_HEADER.slice(0, 7), 4],
  ])('refuses %s', (_, bytes, offset) => {
    expect(refusalOf(Uint8Array.from(bytes))).toMatchObject({ code: 'not_wasm', offset })
  })

  it('refuses a component and says what it is', () => {
    const refusal = refusalOf(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00))
    expect(refusal).toMatchObject({ code: 'unsupported_feature', offset: 4 })
    expect(refusal.reason).toMatch(/A component where a core module is expected/)
  })
})

describe('features that are not run', () => {
  it.each<[string, number[][], RegExp]>([
    ['a shared memory', [section(5, [1, HERE, 3, 1, 1])], /threads/],
    ['a shared table', [section(4, [1, 0x70, HERE, 3, 1, 1])], /threads/],
    ['an atomic instruction', [section(5, [1, 0, 1]), ...oneFunction(HERE, 0xfe, 0x03, 0x00)].sort(byId), /threads/],
    ['a shared global', [section(6, [1, I32, HERE, 2, ...zero])], /threads/],
    ['an imported shared memory', [imports(...name('m'), ...name('n'), 2, HERE, 3, 1, 1)], /threads/],
    ['a structure type', [types([HERE, 0x5f, 0])], /Garbage-collected/],
    ['an array type', [types([HERE, 0x5e, I32, 0])], /Garbage-collected/],
    ['a recursive type group', [types([HERE, 0x4e, 1, ...VOID])], /Garbage-collected/],
    ['a subtype', [types([HERE, 0x50, 0, ...VOID])], /Garbage-collected/],
    ['the type anyref', [types([0x60, 1, HERE, 0x6e, 0])], /Garbage-collected/],
    ['a GC instruction', oneFunction(HERE, 0xfb, 0x00, 0x00), /Garbage-collected/],
    ['ref.eq', oneFunction(HERE, 0xd3), /Garbage-collected/],
    ['a typed reference', [types([0x60, 1, HERE, 0x64, 0x00, 0])], /Typed function references/],
    ['call_ref', oneFunction(HERE, 0x14, 0x00), /Typed function references/],
    ['return_call_ref', oneFunction(HERE, 0x15, 0x00), /Typed function references/],
    ['br_on_null', oneFunction(HERE, 0xd5, 0x00), /Typed function references/],
    ['a typed null', oneFunction(HERE, 0xd0, 0x00, 0x1a), /Typed function references/],
    ['a table with an initial value', [section(4, [1, HERE, 0x40, 0, 0x70, 0, 1])], /Typed function references/],
    ['try', oneFunction(HERE, 0x06, 0x40, 0x0b), /Exception handling/],
    ['catch', oneFunction(HERE, 0x07, 0x00), /Exception handling/],
    ['throw', oneFunction(HERE, 0x08, 0x00), /Exception handling/],
    ['rethrow', oneFunction(HERE, 0x09, 0x00), /Exception handling/],
    ['throw_ref', oneFunction(HERE, 0x0a), /Exception handling/],
    ['delegate', oneFunction(HERE, 0x18, 0x00), /Exception handling/],
    ['catch_all', oneFunction(HERE, 0x19), /Exception handling/],
    ['try_table', oneFunction(HERE, 0x1f, 0x40, 0x00, 0x0b), /Exception handling/],
    ['a tag section', [[HERE, ...section(13, [0])]], /Exception handling/],
    ['an imported tag', [types(VOID), imports(...name('m'), ...name('n'), HERE, 4, 0, 0)], /Exception handling/],
    ['the type exnref', [types([0x60, 1, HERE, 0x69, 0])], /Exception handling/],
    ['stack switching', oneFunction(HERE, 0xe0, 0x00), /Stack switching/],
    ['a 64-bit memory', [section(5, [1, HERE, 4, 1])], /64-bit/],
    ['a 64-bit table', [section(4, [1, 0x70, HERE, 5, 1, 1])], /64-bit/],
    ['a second memory', [section(5, [2, 0, 1, HERE, 0, 1])], /More than one memory/],
    [
      'a memory beside an imported one',
      [imports(...name('m'), ...name('n'), 2, 0, 1), section(5, [1, HERE, 0, 1])],
      /More than one memory/,
    ],
    ['an access to a second memory', oneFunction(0x41, 0, 0x28, HERE, 0x42, 1, 0, 0x1a), /More than one memory/],
    ['the size of a second memory', oneFunction(0x3f, HERE, 1, 0x1a), /More than one memory/],
    ['a custom page size', [section(5, [1, HERE, 8, 1, 0])], /another size/],
    ['relaxed SIMD', oneFunction(HERE, 0xfd, ...u32(0x100)), /Relaxed SIMD/],
    ['wide arithmetic', oneFunction(HERE, 0xfc, 19), /128-bit arithmetic/],
    [
      'arithmetic in a constant',
      [section(6, [1, I32, 0, 0x41, 1, HERE, 0x41, 1, 0x6a, 0x0b])],
      /Arithmetic in constant expressions/,
    ],
    [
      'a constant that reads a global of the module',
      [section(6, [2, I32, 0, ...zero, I32, 0, HERE, 0x23, 0, 0x0b])],
      /Arithmetic in constant expressions/,
    ],
    ['JavaScript built-ins', [types(VOID), imports(HERE, ...name('wasm:js-string'), ...name('length'), 0, 0)], /wasm:/],
    ['an unknown opcode', oneFunction(HERE, 0x27), /opcode 0x27 is not known/],
    ['an unknown opcode behind 0xfc', oneFunction(HERE, 0xfc, 0x1e), /opcode 0xfc 0x1e is not known/],
    ['an unknown opcode behind 0xfd', oneFunction(HERE, 0xfd, ...u32(0x9a)), /opcode 0xfd 0x9a is not known/],
    ['an unknown section', [[HERE, ...section(14, [])]], /Section 14 is not known/],
    ['an unknown value type', [types([0x60, 1, HERE, 0x01, 0])], /value type 0x1 is not known/],
    ['an unknown type form', [types([HERE, 0x40])], /type form 0x40 is not known/],
    ['an unknown kind of import', [imports(...name('m'), ...name('n'), HERE, 5)], /kind 5 is not known/],
    ['an unknown form of limits', [section(5, [1, HERE, 16, 1])], /form 0x10 of size limits/],
    ['an unknown form of data', [section(5, [1, 0, 1]), section(11, [1, HERE, 3])], /form 3 of a data segment/],
    ['an unknown form of elements', [section(9, [1, HERE, 8])], /form 8 of an element segment/],
  ])('refuses %s at its first byte', (_, sections, reason) => {
    expectRefusal(sections, 'unsupported_feature', reason)
  })
})

/** Sections in the order that modules need; for lists put together from two sources. */
function byId([a = 0]: readonly number[], [b = 0]: readonly number[]): number {
  return a - b
}

describe('modules that contradict themselves', () => {
  const memory = section(5, [1, 0, 1])
  const withMemory = (...instructions: number[]) => [...oneFunction(...instructions), memory].sort(byId)

  it.each<[string, number[][], RegExp]>([
    ['a repeated section', [types(VOID), [HERE, ...types(VOID)]], /repeated or out of order/],
    ['a section out of order', [section(3, [0]), [HERE, ...types()]], /repeated or out of order/],
    ['a section longer than the file', [[1, 5, HERE, 0]], /ends too early/],
    ['a section with bytes left over', [section(1, [0, HERE, 0])], /bytes left over/],
    ['a custom section whose name is not UTF-8', [section(0, [HERE, 2, 0xc3, 0x28])], /not valid UTF-8/],
    ['a function of no type', [types(VOID), section(3, list([HERE, 1]))], /There is no type 1/],
    ['functions without bodies', [types(VOID), section(3, list([0])), [HERE]], /1 functions are declared and 0/],
    ['more bodies than functions', [section(10, [HERE, ...list(body())])], /0 functions are declared and 1/],
    ['an export of nothing', [section(7, list([HERE, ...name('f'), 0, 0]))], /There is no function 0/],
    [
      'two exports of one name',
      [memory, section(7, list([...name('m'), 2, 0], [HERE, ...name('m'), 2, 0]))],
      /Two exports have the same name/,
    ],
    ['a start function that does not exist', [section(8, [HERE, 0])], /There is no function 0/],
    [
      'a start function with a parameter',
      [types([0x60, 1, I32, 0]), section(3, list([0])), section(8, [HERE, 0]), section(10, list(body()))],
      /start function takes or returns/,
    ],
    ['a memory of more than 4 GiB', [section(5, [1, HERE, 0, ...u32(65_537)])], /larger than 65,536 pages/],
    ['a memory whose maximum is too small', [section(5, [1, HERE, 1, 2, 1])], /below its minimum/],
    ['a table whose maximum is too small', [section(4, [1, HERE, 0x70, 1, 2, 1])], /below its minimum/],
    ['a table of numbers', [section(4, [1, HERE, 0x7f, 0, 1])], /reference type is expected/],
    ['elements without a table', [section(9, [1, 0, HERE, ...zero, 0])], /There is no table 0/],
    ['data without a memory', [section(11, [1, HERE, 0, ...zero, 0])], /needs a memory/],
    ['a data count that is wrong', [section(12, [2]), section(11, [0]), [HERE]], /2 data segments are announced/],
    ['an else without an if', oneFunction(HERE, 0x05), /else stands outside/],
    ['a second else', oneFunction(0x41, 0, 0x04, 0x40, 0x05, HERE, 0x05, 0x0b), /else stands outside/],
    ['a body without an end', [types(VOID), section(3, [1, 0]), section(10, [1, 2, 0, 0x01, HERE])], /ends too early/],
    ['a body behind its end', oneFunction(0x0b, HERE, 0x01), /goes on behind its end/],
    ['a branch to nowhere', oneFunction(HERE, 0x0c, 1), /no enclosing block 1/],
    ['a branch table to nowhere', oneFunction(0x41, 0, HERE, 0x0e, 1, 0, 2), /no enclosing block 2/],
    ['a local that does not exist', oneFunction(HERE, 0x20, 0), /no local 0/],
    ['a global that does not exist', oneFunction(HERE, 0x23, 0), /no global 0/],
    ['a call of nothing', oneFunction(HERE, 0x10, 1), /no function 1/],
    ['an indirect call of no type', oneFunction(0x41, 0, HERE, 0x11, 1, 0), /no type 1/],
    ['an indirect call without a table', oneFunction(0x41, 0, HERE, 0x11, 0, 0), /no table 0/],
    ['a block of no type', oneFunction(HERE, 0x02, 1, 0x0b), /Type 1 of a block/],
    ['a block type in a long form', oneFunction(0x02, HERE, 0xff, 0x7f, 0x0b), /more than its one byte/],
    ['a load without a memory', oneFunction(0x41, 0, HERE, 0x28, 2, 0), /no memory 0/],
    ['an alignment that does not exist', withMemory(0x41, 0, 0x28, HERE, 5, 0), /alignment/],
    ['memory.init without a data count', withMemory(HERE, 0xfc, 8, 0, 0), /needs a data count/],
    ['elem.drop of no segment', oneFunction(HERE, 0xfc, 13, 0), /no element segment 0/],
    ['a select of two types', oneFunction(0x1c, HERE, 2, I32, I32), /exactly one/],
    ['a constant that calls', [section(6, [1, I32, 0, HERE, 0x0f, 0x0b])], /return is not allowed in a constant/],
    ['an overlong unsigned number', [section(1, [HERE, 0x80, 0x80, 0x80, 0x80, 0x10])], /longer than 32 bits/],
    ['an overlong signed number', oneFunction(0x41, HERE, 0x80, 0x80, 0x80, 0x80, 0x08), /longer than 32 bits/],
  ])('refuses %s', (_, sections, reason) => {
    expectRefusal(sections, 'malformed_module', reason)
  })

  it('refuses an export name that belongs to the runtime', () => {
    const exports = section(7, list([...name('m'), 2, 0], [HERE, ...name('__grantry_fuel'), 2, 0]))
    expectRefusal([memory, exports], 'reserved_name', /__grantry_/)
  })

  it('accepts numbers that are longer than they need to be, within their type', () => {
    const { bytes } = moduleOf(section(1, [0x81, 0x80, 0x80, 0x80, 0x00, ...VOID]), custom('', []))
    expect(inspect(bytes).types).toHaveLength(1)
  })
})

describe('structure beyond its limits', () => {
  const times = (count: number, bytes: readonly number[]) => Array.from({ length: count }, () => bytes).flat()
  const functions = (count: number) => [types(VOID), section(3, [...u32(count), ...times(count, [0])])]

  it.each<[string, () => number[][], RegExp]>([
    ['10,001 types', () => [section(1, [HERE, ...u32(10_001)])], /10001 types and may have 10000/],
    ['a type of 256 parameters', () => [types([0x60, HERE, ...u32(256)])], /256 parameters in one type/],
    ['a type of 256 results', () => [types([0x60, 0, HERE, ...u32(256)])], /256 results in one type/],
    ['10,001 imports', () => [section(2, [HERE, ...u32(10_001)])], /imports/],
    ['a million exports', () => [section(7, [HERE, ...u32(1_000_000)])], /1000000 exports and may have 10000/],
    ['a name of 20,001 bytes', () => [imports(HERE, ...u32(20_001))], /20001 bytes in one name/],
    ['50,001 functions', () => [types(VOID), section(3, [HERE, ...u32(50_001)])], /50001 functions/],
    ['11 tables', () => [section(4, [HERE, ...u32(11)])], /11 tables/],
    ['10,001 globals', () => [section(6, [HERE, ...u32(10_001)])], /globals/],
    ['10,001 element segments', () => [section(9, [HERE, ...u32(10_001)])], /element segments/],
    [
      '100,001 elements in one segment',
      () => [section(4, [1, 0x70, 0, 0]), section(9, [1, HERE, 0, ...zero, ...u32(100_001)])],
      /100001 table elements/,
    ],
    ['100,001 data segments', () => [section(12, [HERE, ...u32(100_001)])], /data segments/],
    [
      'a body of more than 512 KiB',
      () => [...functions(1), section(10, [1, HERE, ...u32(512 * 1024 + 1)])],
      /function body/,
    ],
    [
      '50,000 locals in one function',
      () => [...functions(1), section(10, [1, HERE, ...sized([1, ...u32(50_000), I32, 0x0b])])],
      /50000 locals in one function/,
    ],
    [
      '2^32 locals in one function',
      () => [...functions(1), section(10, [1, HERE, ...sized([2, ...u32(2 ** 31), I32, ...u32(2 ** 31), I32, 0x0b])])],
      /4294967296 locals in one function/,
    ],
    [
      '10,000 locals in each of 51 functions',
      () => {
        const big = sized([1, ...u32(10_000), I32, 0x0b])
        return [...functions(51), section(10, [51, ...times(50, big), HERE, ...big])]
      },
      /510000 locals in all functions/,
    ],
    [
      '5,000 nested blocks',
      () => oneFunction(...times(4_999, [0x02, 0x40]), HERE, 0x02, 0x40),
      /5001 levels of nested blocks/,
    ],
    ['20,001 branch targets', () => oneFunction(0x41, 0, HERE, 0x0e, ...u32(20_001)), /20001 targets/],
    ['1,001 custom sections', () => [times(1_000, custom('', [])), [HERE, ...custom('', [])]], /1001 custom/],
  ])('refuses %s', (_, sections, reason) => {
    expectRefusal(sections(), 'structure_limit', reason)
  })

  it('refuses a file of more than 10 MiB before it reads it', () => {
    expect(refusalOf(new Uint8Array(10 * 1024 * 1024 + 1))).toMatchObject({ code: 'structure_limit', offset: 0 })
  })

  it('counts what comes in by import', () => {
    const entry = [...name('m'), ...name('n'), 1, 0x70, 0, 0]
    const many = section(2, [10, ...times(10, entry)])
    expectRefusal([many, section(4, [1, HERE, 0x70, 0, 0])], 'structure_limit', /11 tables/)
  })
})
