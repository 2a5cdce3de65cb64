import type { ChargeDetail, CreateRefund } from '@grantry/contract'
import { useMutation } from '@tanstack/react-query'
import { toast } from '../ui/toast.ts'

export interface Refunding {
  refund: (body: CreateRefund) => Promise<ChargeDetail>
  onRefunded: () => Promise<unknown>
}

/** Gives money back, and says what came of it: the payment provider may refuse at once. */
export const useRefund = ({ refund, onRefunded }: Refunding) =>
  useMutation({
    mutationFn: refund,
    onSuccess: async ({ refusedRefund }) => {
      await onRefunded()
      toast(refusedRefund === null ? 'The refund has begun' : 'The payment provider refused the refund')
    },
  })
