import { installRecordsResource } from '@grantry/sdk/client/records'
import { api } from './api.ts'

/** Logs of installs, and what they used over time. */
export const installRecords = api.with(installRecordsResource)
