import { authResource } from './auth.ts'
import { catalogueResource } from './catalogue.ts'
import { entriesResource } from './entries.ts'
import { installsResource } from './installs.ts'
import { operationsResource } from './operations.ts'
import { publishersResource } from './publishers.ts'
import { reviewsResource } from './reviews.ts'
import { serverResource } from './server.ts'
import { createTransport, type ClientOptions } from './transport.ts'
import { workspacesResource } from './workspaces.ts'

export { ProblemError } from './problem.errors.ts'
export type { ClientOptions } from './transport.ts'
export type { Upload } from './upload.ts'
export type { CatalogueSearch } from './catalogue.ts'
export type { LogSearch } from './installs.ts'
export type { OperationAnswer } from './operations.ts'
export type { ServerInfo } from './server.ts'
export type { Entry } from './entries.ts'

/**
 * A typed client of a Grantry server, for browsers and Node. Every answer is parsed with the contract's schema, and
 * every failure is a `ProblemError`.
 */
export function createClient(options: ClientOptions) {
  const transport = createTransport(options)
  const operations = operationsResource(transport)
  return {
    server: serverResource(transport),
    auth: authResource(transport),
    publishers: publishersResource(transport),
    reviews: reviewsResource(transport),
    catalogue: catalogueResource(transport),
    workspaces: workspacesResource(transport),
    installs: installsResource(transport),
    operations,
    entries: entriesResource(operations),
  }
}
export type Client = ReturnType<typeof createClient>
