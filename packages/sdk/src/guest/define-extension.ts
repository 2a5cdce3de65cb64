import type { Static, TSchema } from 'typebox'
import type { Context } from './context.ts'
import type { Jobs } from './define-job.ts'

interface OperationSpec<Input extends TSchema, Output extends TSchema> {
  /** A few words for a button or a heading. */
  title?: string
  /** What it does, in a sentence or two. */
  description?: string
  /** The platform checks inputs against it before the handler runs, and makes a form from it. */
  input: Input
  /** The platform checks outputs against it before anybody sees them. */
  output: Output
  run(input: Static<Input>, ctx: Context): Static<Output> | Promise<Static<Output>>
}

export interface Query<Input extends TSchema = TSchema, Output extends TSchema = TSchema> extends OperationSpec<
  Input,
  Output
> {
  readonly type: 'query'
}
export interface Action<Input extends TSchema = TSchema, Output extends TSchema = TSchema> extends OperationSpec<
  Input,
  Output
> {
  readonly type: 'action'
}
export type Operation = Query | Action

/** An operation that only reads: calling it twice is the same as calling it once. */
export const query = <Input extends TSchema, Output extends TSchema>(
  spec: OperationSpec<Input, Output>,
): Query<Input, Output> => ({ ...spec, type: 'query' })

/** An operation that changes something. */
export const action = <Input extends TSchema, Output extends TSchema>(
  spec: OperationSpec<Input, Output>,
): Action<Input, Output> => ({ ...spec, type: 'action' })

export type Queries = Readonly<Record<string, Query>>
export type Actions = Readonly<Record<string, Action>>

export interface Extension<Q extends Queries = Queries, A extends Actions = Actions, J extends Jobs = Jobs> {
  readonly queries: Q
  readonly actions: A
  readonly jobs: J
}

/**
 * Declares what an extension offers; the default export of `src/extension.ts`.
 *
 * The keys are the names of operations and jobs: lower-case words joined by `_` or `-`, unique over queries and actions.
 * `grantry build` reads names and schemas from here and writes them into the manifest.
 */
export const defineExtension = <
  const Q extends Queries = {},
  const A extends Actions = {},
  const J extends Jobs = {},
>(definition: {
  queries?: Q
  actions?: A
  jobs?: J
}): Extension<Q, A, J> => ({
  queries: definition.queries ?? ({} as Q),
  actions: definition.actions ?? ({} as A),
  jobs: definition.jobs ?? ({} as J),
})
