export type { ChargeRow } from './charges.repository.ts'
export { type ChargeListener, Charges } from './charges.service.ts'
export { EarningsModule } from './earnings.module.ts'
export { type PaymentPurpose, purposeMetadata, readPurpose } from './payment-purpose.ts'
