import type { DisputeDetail } from '@grantry/contract'
import { useQueryClient } from '@tanstack/react-query'
import { ADMIN_BILLING_KEY, disputeQuery } from '../../lib/queries/earnings.queries.ts'

/** Shows a dispute as the server has just answered it, and asks anew for the lists that it stands in. */
export function useRefreshDispute(id: string): (dispute: DisputeDetail) => Promise<void> {
  const queryClient = useQueryClient()
  return async (dispute) => {
    queryClient.setQueryData(disputeQuery(id).queryKey, dispute)
    await queryClient.invalidateQueries({ queryKey: ADMIN_BILLING_KEY })
  }
}
