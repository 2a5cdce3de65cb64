import type { ChargeDetail, CreateRefund } from '@grantry/contract'
import { useMutation } from '@tanstack/react-query'
import { toast } from '../ui/toast.ts'

export interface Refunding {
  refund: (body: CreateRefund) => Promise<ChargeDetail>
  /** Asks for the charge anew. */
  refresh: () => Promise<unknown>
}

/** Gives money back. When the payment provider refuses at once, the charge says so: `RefusedRefund`. */
export const useRefund = ({ refund, refresh }: Refunding) =>
  useMutation({
    mutationFn: refund,
    onSuccess: async ({ refusedRefund }) => {
      await refresh()
      if (refusedRefund === null) toast('The refund has begun')
    },
    // A refund of which only the answer was lost has to be seen before it is asked for twice.
    onError: refresh,
  })
