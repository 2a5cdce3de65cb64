import { authResource } from './auth.ts'
import { catalogueResource } from './catalogue.ts'
import { entriesResource } from './entries.ts'
import { installsResource } from './installs.ts'
import { jobsResource } from './jobs.ts'
import { operationsResource } from './operations.ts'
import { publishersResource } from './publishers.ts'
import { reviewsResource } from './reviews.ts'
import { serverResource } from './server.ts'
import { schedulesResource } from './schedules.ts'
import type { Transport } from './transport.ts'
import { workspacesResource } from './workspaces.ts'

/** What the pages of the store need from their first moment on, one module for each resource. */
export function resourcesOf(transport: Transport) {
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
    jobs: jobsResource(transport),
    schedules: schedulesResource(transport),
    entries: entriesResource(operations),
    /** The rest, which a page loads with the part that needs it: `api.with(billingResource)`. */
    with: <R>(resource: (transport: Transport) => R): R => resource(transport),
  }
}
export type PageClient = ReturnType<typeof resourcesOf>
