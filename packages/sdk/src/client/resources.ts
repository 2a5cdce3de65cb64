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

/** Everything the API offers, one module for each resource. */
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
  }
}
export type Client = ReturnType<typeof resourcesOf>
