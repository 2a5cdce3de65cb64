import type { Me } from '@grantry/contract'
import { queryOptions } from '@tanstack/react-query'

/** Whether somebody has an extension paid for already where they may install it. Visitors do not ask. */
export const isPaidForQuery = (extension: string, workspaces: Me['workspaces']) =>
  queryOptions({
    queryKey: ['own-entitlements', extension, workspaces.map(({ id }) => id)],
    queryFn: async () => {
      const { billing } = await import('../billing.ts')
      const managed = workspaces.filter(({ role }) => role === 'owner' || role === 'admin')
      const entitlements = await Promise.all(managed.map(({ id }) => billing.entitlement(id, extension)))
      return entitlements.some(({ state }) => state === 'open')
    },
  })
