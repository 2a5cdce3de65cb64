import type { Stripe } from 'stripe'

import { invalidRequest } from '../http/stripe-fault.ts'
import { KIND_NAMES, type Kind } from './objects.ts'

export interface PageParams {
  readonly limit?: number
  readonly starting_after?: string
  readonly ending_before?: string
}

/**
 * One page of a list, as Stripe cuts it: newest first, ten unless told otherwise, after or before an object.
 *
 * @param newestFirst - all that match the request.
 * @param url - the path the page is of.
 */
export function pageOf<T extends { readonly id: string }>(
  newestFirst: readonly T[],
  params: PageParams,
  url: string,
  kind: Kind,
): Stripe.ApiList<T> {
  const limit = params.limit ?? 10
  if (limit < 1 || limit > 100) {
    const bound = limit < 1 ? 'greater than or equal to 1' : 'less than or equal to 100'
    throw invalidRequest(`This value must be ${bound}.`, { code: 'parameter_invalid_integer', param: 'limit' })
  }
  if (params.starting_after !== undefined && params.ending_before !== undefined) {
    throw invalidRequest('You may only specify one of these parameters: starting_after, ending_before.')
  }
  if (params.ending_before !== undefined) {
    const end = positionOf(newestFirst, params.ending_before, kind, 'ending_before')
    const start = Math.max(0, end - limit)
    return { object: 'list', data: newestFirst.slice(start, end), has_more: start > 0, url }
  }
  const start =
    params.starting_after === undefined ? 0 : positionOf(newestFirst, params.starting_after, kind, 'starting_after') + 1
  const data = newestFirst.slice(start, start + limit)
  return { object: 'list', data, has_more: start + data.length < newestFirst.length, url }
}

/** A list inside an object, with all it has. */
export function wholeList<T>(data: T[], url: string): Stripe.ApiList<T> {
  return { object: 'list', data, has_more: false, url }
}

/** Whether a time lies in a range as list requests give it: a second, or bounds. */
export function isWithin(time: number, range: number | Stripe.RangeQueryParam | undefined): boolean {
  if (range === undefined) return true
  if (typeof range === 'number') return time === range
  return (
    (range.gt === undefined || time > range.gt) &&
    (range.gte === undefined || time >= range.gte) &&
    (range.lt === undefined || time < range.lt) &&
    (range.lte === undefined || time <= range.lte)
  )
}

function positionOf(list: readonly { readonly id: string }[], id: string, kind: Kind, param: string): number {
  const position = list.findIndex((object) => object.id === id)
  if (position < 0) {
    throw invalidRequest(`No such ${KIND_NAMES[kind]}: '${id}'`, { code: 'resource_missing', param })
  }
  return position
}
