import { Injectable } from '@nestjs/common'
import {
  DISPUTE_LIMITS,
  type DisputeDetail,
  type DisputeFile,
  type SaveDisputeAnswer,
  type SubmitDisputeAnswer,
} from '@grantry/contract'
import { Clock } from '../../kernel/clock.ts'
import { Database, type Tx } from '../../platform/database/index.ts'
import { AuditService } from '../audit/index.ts'
import { ProviderCalls, ProviderEvents } from '../billing/index.ts'
import { type AnswerFiles, type AnswerRow, DisputeAnswersRepository } from './dispute-answers.repository.ts'
import { DisputeDocuments, type NewDocument } from './dispute-documents.service.ts'
import { evidenceOf } from './dispute-evidence.ts'
import { isInquiry } from './dispute-state.ts'
import { DisputesRepository, type DisputeView } from './disputes.repository.ts'
import { earningsErrors } from './earnings.errors.ts'
import { isAnswerable, toDisputeDetail } from './views.ts'

const subjectOf = (id: string): string => `dispute:${id}`
const idOf = (subject: string): string => subject.slice('dispute:'.length)

/**
 * What admins say to a dispute. It is a draft here until it is submitted: then it goes to the bank in one call, once, because
 * banks read one answer. Accepting a dispute gives the money up.
 */
@Injectable()
export class DisputeAnswers {
  constructor(
    private readonly repository: DisputeAnswersRepository,
    private readonly disputes: DisputesRepository,
    private readonly documents: DisputeDocuments,
    private readonly calls: ProviderCalls,
    private readonly events: ProviderEvents,
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  listen(): void {
    this.calls.on('dispute.update', {
      onAnswer: async () => undefined,
      // One that was given up without an answer may have reached the bank, which reads one.
      onRefusal: async (tx, { subject, state }) => {
        if (state === 'refused') await this.repository.reopen(tx, idOf(subject))
      },
    })
  }

  /** @throws DomainError `not_found` */
  async get(id: string): Promise<DisputeDetail> {
    const [dispute, answer] = await Promise.all([this.disputes.find(id), this.repository.get(id)])
    if (dispute === null) throw earningsErrors.disputeNotFound()
    return toDisputeDetail(dispute, answer)
  }

  /** @throws DomainError `dispute_answer_changed`, `dispute_not_answerable` */
  async saveTexts(adminId: string, id: string, { texts, seen }: SaveDisputeAnswer): Promise<void> {
    const said = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''))
    await this.change(adminId, id, 'dispute.answer_saved', async (tx, answer) => {
      requireUnchanged(answer, seen)
      await this.repository.save(tx, id, { texts: said })
      return { texts: Object.keys(said) }
    })
  }

  /** In the place of another one that shows the same. */
  async addFile(adminId: string, id: string, document: NewDocument): Promise<void> {
    requireRoom((await this.get(id)).answer.files, document)
    const stored = await this.documents.handOver(id, document)
    await this.change(adminId, id, 'dispute.file_added', async (tx, { files }) => {
      await this.repository.save(tx, id, { files: { ...files, [document.file]: stored } })
      return { file: document.file, name: stored.name, providerId: stored.id }
    })
  }

  async removeFile(adminId: string, id: string, file: DisputeFile): Promise<void> {
    await this.change(adminId, id, 'dispute.file_removed', async (tx, { files }) => {
      const { [file]: _, ...others }: AnswerFiles = files
      await this.repository.save(tx, id, { files: others })
      return { file }
    })
  }

  /** @throws DomainError `dispute_answer_changed`, `dispute_answer_empty`, `dispute_not_answerable` */
  async submit(adminId: string, id: string, { seen }: SubmitDisputeAnswer): Promise<void> {
    const { providerDisputeId } = await this.find(id)
    let callId = ''
    await this.change(adminId, id, 'dispute.answered', async (tx, answer) => {
      requireUnchanged(answer, seen)
      const evidence = evidenceOf(answer)
      if (Object.keys(evidence).length === 0) throw earningsErrors.disputeAnswerEmpty()
      const params = { id: providerDisputeId, evidence, submit: true }
      callId = await this.calls.decide(tx, { kind: 'dispute.update', subject: subjectOf(id), params })
      await this.repository.markSubmitted(tx, id, { submittedById: adminId, submittedAt: this.clock.now() })
      return { said: Object.keys(evidence) }
    })
    await this.calls.answerOf('dispute.update', callId)
    await this.events.refresh('dispute', providerDisputeId)
  }

  /**
   * Gives the money up: the dispute is lost. Asked again, it is the same call.
   *
   * @throws DomainError `dispute_closed`; `dispute_is_inquiry`
   */
  async accept(adminId: string, id: string): Promise<void> {
    const { providerDisputeId } = await this.find(id)
    const callId = await this.database.transaction(async (tx) => {
      const dispute = await this.disputes.lock(tx, id)
      const begun = await this.calls.findFirm(tx, 'dispute.close', subjectOf(id))
      if (begun !== null) return begun
      if (dispute.state !== 'open') throw earningsErrors.disputeClosed()
      if (isInquiry(dispute.providerStatus)) throw earningsErrors.nothingToGiveUp()
      const params = { id: providerDisputeId }
      const fresh = await this.calls.decide(tx, { kind: 'dispute.close', subject: subjectOf(id), params })
      await this.record(tx, adminId, dispute, 'dispute.accepted', {})
      return fresh
    })
    await this.calls.answerOf('dispute.close', callId)
    await this.events.refresh('dispute', providerDisputeId)
  }

  /** Under the lock of the dispute; audited with what the work answers. */
  private async change(
    adminId: string,
    id: string,
    action: string,
    work: (tx: Tx, answer: AnswerRow) => Promise<Record<string, unknown>>,
  ): Promise<void> {
    await this.find(id)
    await this.database.transaction(async (tx) => {
      const dispute = await this.disputes.lock(tx, id)
      if (!isAnswerable(dispute)) throw earningsErrors.disputeNotAnswerable()
      await this.record(tx, adminId, dispute, action, await work(tx, await this.repository.get(id, tx)))
    })
  }

  private async find(id: string): Promise<DisputeView> {
    const dispute = await this.disputes.find(id)
    if (dispute === null) throw earningsErrors.disputeNotFound()
    return dispute
  }

  private record(tx: Tx, actorId: string, { id, charge }: DisputeView, action: string, data: Record<string, unknown>) {
    const { workspaceId, extensionId } = charge
    return this.audit.append(tx, {
      actorId,
      action,
      subject: subjectOf(id),
      workspaceId,
      data: { extension: extensionId, ...data },
    })
  }
}

/** What one admin has written is neither lost nor sent unread because another one writes at the same time. */
function requireUnchanged({ savedAt }: AnswerRow, seen: string | null | undefined): void {
  if (seen === undefined) return
  const isSame = seen === null ? savedAt === null : savedAt?.getTime() === Date.parse(seen)
  if (!isSame) throw earningsErrors.disputeAnswerChanged()
}

/** The provider takes so much in all. */
function requireRoom(files: DisputeDetail['answer']['files'], { file, bytes }: NewDocument): void {
  const others = files.filter((other) => other.file !== file).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  if (others + bytes.length > DISPUTE_LIMITS.filesBytes) throw earningsErrors.disputeFilesTooLarge()
}
