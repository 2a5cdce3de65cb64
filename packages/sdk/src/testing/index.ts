export { createTestHost, type LogLine, type TestHost, type TestHostOptions } from './test-host.ts'
export type { JobReport, JobRunOptions } from './job-recorder.ts'
export type { TestGrant } from './grants.ts'
export type { EntryStore } from './entry-store.ts'
