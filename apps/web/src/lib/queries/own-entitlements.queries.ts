import type { Me } from '@grantry/contract'
import { queryOptions } from '@tanstack/react-query'

/** Each is a request: more are not made for one button. */
const MOST_ASKED = 20

/** Whether somebody has an extension paid for already where they may install it. Visitors do not ask. */
export const isPaidForQuery = (extension: string, workspaces: Me['workspaces']) =>
  queryOptions({
    queryKey: ['own-entitlements', extension, workspaces.map(({ id }) => id)],
    queryFn: async () => {
      const { billing } = await import('../billing.ts')
      const managed = workspaces.filter(({ role }) => role === 'owner' || role === 'admin')
      const asked = managed.slice(0, MOST_ASKED).map(({ id }) => billing.entitlement(id, extension))
      // One that was deleted meanwhile has nothing to say about the others.
      const answers = await Promise.allSettled(asked)
      return answers.some((answer) => answer.status === 'fulfilled' && answer.value.state === 'open')
    },
  })
