import { parseAddressSearch, stringifyAddressSearch } from './lib/address-search.ts'
import { NotFoundPage } from './routes/root/not-found.page.tsx'
import { PagePending } from './routes/root/page-pending.tsx'
import { RouteProblem } from './routes/root/route-problem.tsx'

/** How addresses are read, and what stands where a page does not: the same in the browser and on the server, or the one could not take over. */
export const ROUTER_LOOKS = {
  defaultPendingComponent: PagePending,
  defaultErrorComponent: RouteProblem,
  defaultNotFoundComponent: NotFoundPage,
  parseSearch: parseAddressSearch,
  stringifySearch: stringifyAddressSearch,
}
