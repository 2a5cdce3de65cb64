import { adminBillingResource, earningsResource } from '@grantry/sdk/client/earnings'
import { api } from './api.ts'

/** What publishers earn, and what admins do about it. */
export const earnings = api.with(earningsResource)
export const adminBilling = api.with(adminBillingResource)
