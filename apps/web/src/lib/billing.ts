import { billingResource } from '@grantry/sdk/client/billing'
import { api } from './api.ts'

/** Plans, and what workspaces buy; loaded with the pages that are about money. */
export const billing = api.with(billingResource)
