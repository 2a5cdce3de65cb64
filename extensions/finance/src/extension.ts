import { defineExtension } from '@grantry/sdk'
import { classifyReceipt } from './classify-receipt.query.ts'
import { emailScan } from './email-scan.job.ts'
import { importReceipts } from './import-receipts.action.ts'

export default defineExtension({
  queries: { classify_receipt: classifyReceipt },
  actions: { import_receipts: importReceipts },
  jobs: { email_scan: emailScan },
})
