import type { ChargeDetail, CreateRefund } from '@grantry/contract'
import { useMutation } from '@tanstack/react-query'
import { toast } from '../ui/toast.ts'

export interface Refunding {
  refund: (body: CreateRefund) => Promise<ChargeDetail>
  onRefunded: () => Promise<unknown>
}

/** Gives money back. When the payment provider refuses at once, the charge says so: `RefusedRefund`. */
export const useRefund = ({ refund, onRefunded }: Refunding) =>
  useMutation({
    mutationFn: refund,
    onSuccess: async ({ refusedRefund }) => {
      await onRefunded()
      if (refusedRefund === null) toast('The refund has begun')
    },
  })
