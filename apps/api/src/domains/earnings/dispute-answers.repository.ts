import { Injectable } from '@nestjs/common'
import type { DisputeFile, DisputeText } from '@grantry/contract'
import { Database, type Prisma, type Tx } from '../../platform/database/index.ts'

/** A document at the payment provider. */
export interface StoredFile {
  id: string
  name: string
  sizeBytes: number
}
export type AnswerTexts = Partial<Record<DisputeText, string>>
export type AnswerFiles = Partial<Record<DisputeFile, StoredFile>>

export interface AnswerRow {
  texts: AnswerTexts
  files: AnswerFiles
  /** Null while nothing was said. */
  savedAt: Date | null
  submittedAt: Date | null
  submittedBy: { name: string } | null
}

/** Written by us alone, so it is read as it was written. */
const toAnswer = ({ texts, files, updatedAt, submittedAt, submittedBy }: Stored): AnswerRow => ({
  savedAt: updatedAt,
  submittedAt,
  submittedBy,
  texts: texts as AnswerTexts,
  files: files as unknown as AnswerFiles,
})
type Stored = Pick<AnswerRow, 'submittedAt' | 'submittedBy'> & {
  texts: Prisma.JsonValue
  files: Prisma.JsonValue
  updatedAt: Date
}

const NOTHING: AnswerRow = { texts: {}, files: {}, savedAt: null, submittedAt: null, submittedBy: null }

/** What is said to disputes. */
@Injectable()
export class DisputeAnswersRepository {
  constructor(private readonly database: Database) {}

  async get(disputeId: string, db: Tx = this.database.client): Promise<AnswerRow> {
    const include = { submittedBy: { select: { name: true } } }
    const row = await db.disputeAnswer.findUnique({ where: { disputeId }, include })
    return row === null ? NOTHING : toAnswer(row)
  }

  async save(tx: Tx, disputeId: string, { texts, files }: { texts?: AnswerTexts; files?: AnswerFiles }): Promise<void> {
    const change = {
      ...(texts !== undefined && { texts }),
      ...(files !== undefined && { files: files as Prisma.InputJsonObject }),
    }
    await tx.disputeAnswer.upsert({
      where: { disputeId },
      create: { disputeId, ...change },
      update: { ...change, updatedAt: new Date() },
    })
  }

  async markSubmitted(tx: Tx, disputeId: string, by: { submittedById: string; submittedAt: Date }): Promise<void> {
    await tx.disputeAnswer.update({ where: { disputeId }, data: by })
  }

  /** The provider did not take it: it is a draft again. */
  async reopen(tx: Tx, disputeId: string): Promise<void> {
    await tx.disputeAnswer.updateMany({ where: { disputeId }, data: { submittedById: null, submittedAt: null } })
  }
}
