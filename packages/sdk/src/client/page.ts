import type { ReadAnswer } from './answers.ts'
import { resourcesOf, type PageClient } from './resources.ts'
import { createTransport, type ClientOptions } from './transport.ts'

export { ProblemError } from './problem.errors.ts'
export type { ReadAnswer, Entry, EntryContent, ServerInfo } from './answers.ts'
export type { CatalogueSearch } from './catalogue.ts'
export type { Following } from './events.ts'
export type { JobLineSearch, JobSearch } from './jobs.ts'
export type { OperationAnswer } from './operations.ts'
export type { PageClient } from './resources.ts'
export type { ClientOptions } from './transport.ts'

/**
 * The client for pages that come from the very server they ask. The two are one build, so the caller decides how
 * answers are read: the schemas would be a fifth of such a page's JavaScript. See `checkAnswer` of the whole client.
 */
export const createPageClient = (options: ClientOptions, readAnswer: ReadAnswer): PageClient =>
  resourcesOf(createTransport(options, readAnswer))
