import type { ReadAnswer } from './answers.ts'
import { authResource } from './auth.ts'
import { catalogueResource } from './catalogue.ts'
import { serverResource } from './server.ts'
import { createTransport, type ClientOptions } from './transport.ts'

/**
 * The part of the page's client (`page.ts`) that a visitor of the store needs, on its own: the other resources would be
 * in the first page that everybody loads.
 */
export function createStoreClient(options: ClientOptions, readAnswer: ReadAnswer) {
  const transport = createTransport(options, readAnswer)
  return {
    server: serverResource(transport),
    auth: authResource(transport),
    catalogue: catalogueResource(transport),
  }
}
