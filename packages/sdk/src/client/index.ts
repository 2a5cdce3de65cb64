import { accountResource } from './account.ts'
import { billingResource } from './billing.ts'
import { checkAnswer } from './check-answer.ts'
import { curationResource } from './curation.ts'
import { adminBillingResource, earningsResource } from './earnings.ts'
import { installRecordsResource } from './install-records.ts'
import { installsResource } from './installs.ts'
import { ratingsResource } from './ratings.ts'
import { resourcesOf } from './resources.ts'
import { adminServerResource } from './server.ts'
import { workspaceDataResource } from './workspace-data.ts'
import { createTransport, type ClientOptions, type Transport } from './transport.ts'

export { accountResource } from './account.ts'
export { billingResource, type PurchaseSearch } from './billing.ts'
export { adminBillingResource, type ChargeSearch, earningsResource } from './earnings.ts'
export { curationResource } from './curation.ts'
export { type PublisherRatingSearch, type RatingSearch, ratingsResource } from './ratings.ts'
export { adminServerResource } from './server.ts'
export { workspaceDataResource } from './workspace-data.ts'
export { checkAnswer } from './check-answer.ts'
export { ProblemError } from './problem.errors.ts'
export type { Entry, EntryContent, ServerInfo } from './answers.ts'
export type { CatalogueSearch } from './catalogue.ts'
export { installRecordsResource, type LogFollow, type LogSearch } from './install-records.ts'
export type { Following } from './events.ts'
export type { JobLineSearch, JobSearch } from './jobs.ts'
export type { OperationAnswer } from './operations.ts'
export type { ClientOptions } from './transport.ts'
export type { Upload } from './upload.ts'

/** Everything the API offers. */
const allResources = (transport: Transport) => ({
  ...resourcesOf(transport),
  installs: { ...installsResource(transport), ...installRecordsResource(transport) },
  billing: billingResource(transport),
  earnings: earningsResource(transport),
  adminBilling: adminBillingResource(transport),
  account: accountResource(transport),
  workspaceData: workspaceDataResource(transport),
  ratings: ratingsResource(transport),
  curation: curationResource(transport),
  adminServer: adminServerResource(transport),
})
export type Client = ReturnType<typeof allResources>

/**
 * A typed client of a Grantry server, for browsers and Node. Every answer is parsed with the contract's schema, and
 * every failure is a `ProblemError`.
 */
export const createClient = (options: ClientOptions): Client => allResources(createTransport(options, checkAnswer))
