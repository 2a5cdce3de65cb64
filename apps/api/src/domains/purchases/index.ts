export { Entitlements, type Use } from './entitlements.service.ts'
export { type Admission, PaidUse } from './paid-use.service.ts'
export { WorkspacePurchases } from './workspace-purchases.service.ts'
export { PurchasesModule } from './purchases.module.ts'
