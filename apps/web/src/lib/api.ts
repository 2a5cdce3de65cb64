import { createPageClient } from '@grantry/sdk/client/page'
import { readAnswer, server } from './server.ts'

/** Everything the server offers. The first page of the store does with `store-api.ts`. */
export const api = createPageClient(server, readAnswer)
