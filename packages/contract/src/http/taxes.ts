import { z } from 'zod'

/** How a price stands to taxes: there are none, they come on top of it, or they are in it. */
export const TAX_TERMS = ['none', 'exclusive', 'inclusive'] as const
export const taxTermsSchema = z
  .enum(TAX_TERMS)
  .describe('none: no tax is reckoned; exclusive: tax comes on top; inclusive: tax is in it')
export type TaxTerms = z.infer<typeof taxTermsSchema>
