import { createStoreClient } from '@grantry/sdk/client/store'
import { readAnswer, server } from './server.ts'

/** What a visitor of the store asks the server. */
export const storeApi = createStoreClient(server, readAnswer)
