import { z } from 'zod'

const purposeSchema = z.object({
  grantry_publisher: z.uuid(),
  grantry_extension: z.string().min(1),
  grantry_workspace: z.uuid(),
  grantry_purchase: z.uuid(),
})

/** What a payment is for. */
export interface PaymentPurpose {
  publisherId: string
  extensionId: string
  workspaceId: string
  purchaseId: string
}

/**
 * Goes with every payment and subscription as its metadata (`payment_intent_data.metadata`, `subscription_data.metadata`):
 * by it a charge is known, whatever is heard of first.
 */
export const purposeMetadata = (purpose: PaymentPurpose): z.infer<typeof purposeSchema> => ({
  grantry_publisher: purpose.publisherId,
  grantry_extension: purpose.extensionId,
  grantry_workspace: purpose.workspaceId,
  grantry_purchase: purpose.purchaseId,
})

/** Null when the payment is none of ours. */
export function readPurpose(metadata: Record<string, string> | null | undefined): PaymentPurpose | null {
  const { data } = purposeSchema.safeParse(metadata ?? {})
  if (data === undefined) return null
  return {
    publisherId: data.grantry_publisher,
    extensionId: data.grantry_extension,
    workspaceId: data.grantry_workspace,
    purchaseId: data.grantry_purchase,
  }
}
