export { accounts, type AccountRef } from './accounts.ts'
export { Ledger, type LedgerLine, type Posting } from './ledger.service.ts'
export { LedgerModule } from './ledger.module.ts'
export { type ShareRule, ShareRules } from './share-rules.service.ts'
