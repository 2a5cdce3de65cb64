/** Real modules for tests, assembled from WebAssembly text: the guests of the runtime's own fixtures, and any other. */
export { coreCode } from '../../../packages/runtime/fixtures/guests.ts'
export { wat } from '../../../packages/runtime/fixtures/wasm/wat.ts'
export * from '../../../packages/runtime/fixtures/wasm/module-bytes.ts'
