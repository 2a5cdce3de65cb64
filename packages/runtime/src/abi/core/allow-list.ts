import type { FunctionType, ValueType } from '../../inspect/index.ts'

/** The module that every import of a `core` guest comes from. */
export const IMPORT_MODULE = 'spacedrive'

const type = (params: readonly ValueType[], results: readonly ValueType[] = []): FunctionType => ({ params, results })
const I = 'i32'

/**
 * Everything a `core` guest may import, with every type it may declare it with. A pointer or length is an i32 that is
 * read as unsigned; `job` is a pointer to the 16 bytes of a UUID.
 */
export const CORE_IMPORTS = {
  /** (method, method_len, library or 0, payload, payload_len) → reply */
  spacedrive_call: [type([I, I, I, I, I], [I])],
  /** (level, message, len) */
  spacedrive_log: [type([I, I, I])],
  /** (name, len, export, len, resumable) → 0 ok, 1 refused */
  register_job: [type([I, I, I, I, I], [I])],
  /** (job, fraction, message, len); guests exist that expect an i32 back: 0 ok, 1 error */
  job_report_progress: [type([I, 'f32', I, I]), type([I, 'f32', I, I], [I])],
  /** (job, state, len) → 0 once durable, 1 failed */
  job_checkpoint: [type([I, I, I], [I])],
  /** (job) → state, 0 for none */
  job_load_state: [type([I], [I])],
  /** (job) → 0 continue, 1 pause, 2 cancel */
  job_check_interrupt: [type([I], [I])],
  /** (job, message, len) */
  job_add_warning: [type([I, I, I])],
  job_add_error: [type([I, I, I])],
  job_log: [type([I, I, I])],
  /** (job, count) */
  job_increment_bytes: [type([I, 'i64'])],
  job_increment_items: [type([I, 'i64'])],
  /** (job, type, len, params, len) → reply */
  job_spawn_child: [type([I, I, I, I, I], [I])],
} as const satisfies Record<string, readonly FunctionType[]>
export type CoreImport = keyof typeof CORE_IMPORTS

export const isCoreImport = (name: string): name is CoreImport => Object.hasOwn(CORE_IMPORTS, name)

/** What a `core` guest must export, and what it may. */
export const CORE_EXPORTS = {
  required: {
    plugin_init: [type([], [I])],
    wasm_alloc: [type([I], [I])],
    wasm_free: [type([I, I])],
  },
  optional: { plugin_cleanup: [type([]), type([], [I])] },
} as const satisfies Record<string, Record<string, readonly FunctionType[]>>

/** (input, len) → reply */
export const OPERATION_TYPE = type([I, I], [I])
/** (context, len, state, len) → 0 completed, 1 interrupted, 2 failed */
export const JOB_TYPE = type([I, I, I, I], [I])

export const sameType = (a: FunctionType, b: FunctionType): boolean => describeType(a) === describeType(b)

/** `(i32, i32) → i32` */
export const describeType = ({ params, results }: FunctionType): string =>
  `(${params.join(', ')})${results.length === 0 ? '' : ` → ${results.join(', ')}`}`
