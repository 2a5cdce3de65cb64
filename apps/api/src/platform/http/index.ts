export { AdminOnly, AllowLimitedToken, AllowToken, Public } from './access.decorators.ts'
export { BodyLimit } from './body-limit.ts'
export { createCsrfToken } from './authentication.guard.ts'
export { type EventStream, EventStreams } from './event-stream.ts'
export { HttpModule } from './http.module.ts'
export { httpErrors } from './http.errors.ts'
export { jsonPath } from './input.pipe.ts'
export { Metrics } from './metrics.ts'
export { LimitGuesses } from './rate-limit.guard.ts'
export { ApiAnswer, ApiFile } from './openapi.ts'
export { toProblem } from './problem.filter.ts'
export { ServerInfo, VERSION } from './server-info.ts'
export { SiteAddress } from './site-address.ts'
export { Markup, markup, type PagePicture, type StorePage, StorePages, trusted } from './store-pages.ts'
export {
  Authenticator,
  CurrentPrincipal,
  isLimited,
  type Means,
  OptionalPrincipal,
  type Principal,
} from './principal.ts'
