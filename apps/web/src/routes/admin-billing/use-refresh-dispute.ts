import type { DisputeDetail } from '@grantry/contract'
import { useIsMutating, useQueryClient } from '@tanstack/react-query'
import { ADMIN_BILLING_KEY, disputeQuery } from '../../lib/queries/earnings.queries.ts'

/** Of every change of the draft of an answer, so that the page knows of those still on their way. */
export const draftKey = (id: string) => [...disputeQuery(id).queryKey, 'draft'] as const

/** Whether a text or a document of the draft is still on its way to the server, or out of the draft. */
export const useIsDraftOnItsWay = (id: string): boolean => useIsMutating({ mutationKey: draftKey(id) }) > 0

/** Shows a dispute as the server has just answered it, and asks anew for the lists that it stands in. */
export function useRefreshDispute(id: string): (dispute: DisputeDetail) => Promise<void> {
  const queryClient = useQueryClient()
  return async (dispute) => {
    queryClient.setQueryData(disputeQuery(id).queryKey, dispute)
    await queryClient.invalidateQueries({ queryKey: ADMIN_BILLING_KEY })
  }
}
