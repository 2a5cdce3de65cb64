import { InspectionRefused } from './inspection.errors.ts'

/** WebAssembly that engines accept and this runtime does not: what it is called and how its author avoids it. */
const REFUSED_FEATURES = {
  threads: [
    'Shared memory and atomic instructions (threads)',
    'build without threads (-pthread, the atomics target feature)',
  ],
  gc: ['Garbage-collected types', 'build for linear memory'],
  'function-references': ['Typed function references', 'use funcref tables and call_indirect'],
  exceptions: ['Exception handling', 'build without WebAssembly exceptions (panic=abort, -fno-exceptions)'],
  'stack-switching': ['Stack switching', 'build without it'],
  memory64: ['64-bit memories and tables', 'build for wasm32'],
  'multi-memory': ['More than one memory', 'link everything into one memory'],
  'custom-page-sizes': ['Memory pages of another size than 64 KiB', 'build with the default page size'],
  'relaxed-simd': ['Relaxed SIMD, whose results depend on the machine', 'build with plain simd128'],
  'wide-arithmetic': ['128-bit arithmetic instructions', 'build without the wide-arithmetic target feature'],
  'extended-const': ['Arithmetic in constant expressions', 'build without the extended-const target feature'],
  'js-builtins': [
    'Imports of JavaScript built-ins (module names that begin with wasm:)',
    'build for a host without JavaScript',
  ],
  component: [
    'A component where a core module is expected',
    'declare the abi that runs components, or take the core module out',
  ],
} as const satisfies Record<string, readonly [what: string, advice: string]>

export type RefusedFeature = keyof typeof REFUSED_FEATURES

/** The refusal of one named feature, first met at `offset`. */
export function unsupported(feature: RefusedFeature, offset: number): InspectionRefused {
  const [what, advice] = REFUSED_FEATURES[feature]
  return new InspectionRefused('unsupported_feature', offset, `Not supported: ${what}. To run here, ${advice}`)
}

/** The refusal of something that belongs to no proposal known when this was written. */
export const unknownEncoding = (what: string, offset: number): InspectionRefused =>
  new InspectionRefused(
    'unsupported_feature',
    offset,
    `${what} is not known here: build for WebAssembly 2.0 with tail calls`,
  )

/** Features recognised by the one-byte opcode that only they use. */
const PLAIN_OPCODES: readonly (readonly [RefusedFeature, readonly number[]])[] = [
  ['exceptions', [0x06, 0x07, 0x08, 0x09, 0x0a, 0x18, 0x19, 0x1f]],
  ['function-references', [0x14, 0x15, 0xd4, 0xd5, 0xd6]],
  ['gc', [0xd3, 0xfb]],
  ['stack-switching', [0xe0, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6]],
  ['threads', [0xfe]],
]

/** The refusal of an opcode that is in no table; `code` is the number after the `prefix` byte, or the byte itself. */
export function unsupportedOpcode(prefix: number | null, code: number, offset: number): InspectionRefused {
  if (prefix === 0xfc && code >= 19 && code <= 22) return unsupported('wide-arithmetic', offset)
  if (prefix === 0xfd && code >= 0x100) return unsupported('relaxed-simd', offset)
  const feature = prefix === null ? PLAIN_OPCODES.find(([, codes]) => codes.includes(code)) : undefined
  if (feature) return unsupported(feature[0], offset)
  const shown = [...(prefix === null ? [] : [prefix]), code].map((part) => `0x${part.toString(16)}`).join(' ')
  return unknownEncoding(`The opcode ${shown}`, offset)
}
