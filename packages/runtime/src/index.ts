export { checkAbi } from './abi/core/check-abi.ts'
export { AbiRefused, type AbiRefusalCode } from './abi/abi.errors.ts'
export {
  MIN_SLICE,
  NO_FIGURES,
  type CallFigures,
  type CallRequest,
  type CallResult,
  type SliceDecision,
  type SliceEnd,
  type Slicing,
  type Stages,
} from './call-result.ts'
export * from './capabilities/gate.ts'
export { digestOf } from './compile/digest.ts'
export {
  CallCancelled,
  GUEST_FAULTS,
  GuestFault,
  RuntimeUnavailable,
  UNAVAILABILITIES,
  type GuestFaultCode,
  type UnavailabilityCode,
} from './faults.ts'
export type { Abi, DeclaredJob, DeclaredOperation, Declarations, GuestSource, Instances } from './guest.ts'
export type { Culprit, Decision, HostPort, Incident, LogEntry, LogLevel, Step } from './host-port.ts'
export * from './inspect/index.ts'
export type { Interrupt, JobExit, JobOutcome, JobPort, JobRequest, JobRun } from './job-run.ts'
export { DEFAULT_LIMITS, PAGE_BYTES, PRICES, type Limits } from './limits.ts'
export { createRuntime, type CheckRequest, type Runtime, type RuntimeStats } from './runtime.ts'
export type { RuntimeOptions } from './runtime-options.ts'
export type { Loan } from './sandbox/supervisor/lending.ts'
export type { Verdict } from './verdict.ts'
