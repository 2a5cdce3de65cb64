import { Module } from '@nestjs/common'
import { LedgerRepository } from './ledger.repository.ts'
import { Ledger } from './ledger.service.ts'
import { ShareRulesRepository } from './share-rules.repository.ts'
import { ShareRules } from './share-rules.service.ts'

@Module({
  providers: [Ledger, LedgerRepository, ShareRules, ShareRulesRepository],
  exports: [Ledger, ShareRules],
})
export class LedgerModule {}
