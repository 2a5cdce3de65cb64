import type {
  CATALOG_PRICES,
  CATALOG_SORTS,
  Abi,
  Category,
  LogLevel,
  PublisherRole,
  RatingQuery,
  Risk,
  TokenScope,
  WorkspaceTokenScope,
  UsageSpan,
  WorkspaceRole,
} from '@grantry/contract'

/*
 * The contract's closed lists as people read them. Each is complete by its type, so a value that the contract gains is
 * missing here at once; the contract's own values would bring all of its schemas into the first page.
 */

export const CATEGORIES: Record<Category, string> = {
  ai: 'AI',
  analytics: 'Analytics',
  automation: 'Automation',
  communication: 'Communication',
  data: 'Data',
  design: 'Design',
  'developer-tools': 'Developer tools',
  documents: 'Documents',
  education: 'Education',
  examples: 'Examples',
  finance: 'Finance',
  media: 'Media',
  productivity: 'Productivity',
  security: 'Security',
  utilities: 'Utilities',
  other: 'Other',
}

export type CatalogSort = (typeof CATALOG_SORTS)[number]
export const SORTS: Record<CatalogSort, string> = {
  relevance: 'Best match',
  installs: 'Most installed',
  trending: 'Trending',
  rating: 'Best rated',
  newest: 'Newest',
  name: 'Name',
}

export const RATING_SORTS: Record<NonNullable<RatingQuery['sort']>, string> = {
  newest: 'Newest',
  highest: 'Most stars',
  lowest: 'Fewest stars',
}

/** A risk means itself and what is less. */
export const RISKS: Record<Risk, string> = {
  low: 'Low risk only',
  medium: 'At most medium risk',
  high: 'Any risk',
}

export const ABIS: Record<Abi, string> = { js: 'JavaScript', core: 'Core WebAssembly' }
export type CatalogPrice = (typeof CATALOG_PRICES)[number]
export const PRICES: Record<CatalogPrice, string> = { free: 'Free', paid: 'For sale' }
export const PUBLISHERS: Record<'verified', string> = { verified: 'Verified publishers' }

/** A level means itself and what is graver. */
export const LOG_LEVELS: Record<LogLevel, string> = {
  debug: 'Everything',
  info: 'Information and above',
  warn: 'Warnings and errors',
  error: 'Errors',
}

export const USAGE_SPANS: Record<UsageSpan, string> = {
  hour: 'The last hour',
  day: 'The last day',
  week: 'The last week',
}

export const WORKSPACE_ROLES: Record<WorkspaceRole, string> = {
  owner: 'Owner',
  admin: 'Admin',
  member: 'Member',
  viewer: 'Viewer',
}

export const PUBLISHER_ROLES: Record<PublisherRole, string> = { owner: 'Owner', maintainer: 'Maintainer' }

export const TOKEN_SCOPES: Record<TokenScope, string> = {
  read: 'Read what you may read',
  publish: 'Publish versions',
  install: 'Install extensions and grant permissions',
  call: 'Call operations',
  billing: 'Set prices, buy and cancel',
  export: 'Copy whole workspaces',
  review: 'Review versions',
}

/** Of a token that opens one workspace alone. */
export const WORKSPACE_TOKEN_SCOPES: Record<WorkspaceTokenScope, string> = {
  read: TOKEN_SCOPES.read,
  install: TOKEN_SCOPES.install,
  call: TOKEN_SCOPES.call,
  billing: TOKEN_SCOPES.billing,
  export: TOKEN_SCOPES.export,
}

/** The values of a list, in its order. */
export const valuesOf = <V extends string>(list: Record<V, string>): V[] => Object.keys(list) as V[]

/** The value of a list that a text names. */
export const valueOf = <V extends string>(list: Record<V, string>, text: unknown): V | undefined =>
  valuesOf(list).find((value) => value === text)
