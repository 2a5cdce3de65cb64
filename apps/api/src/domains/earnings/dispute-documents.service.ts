import { createHash } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { type DisputeFile, DISPUTE_LIMITS } from '@grantry/contract'
import { billingErrors, StripeClient } from '../billing/index.ts'
import type { StoredFile } from './dispute-answers.repository.ts'
import { documentTypeOf } from './dispute-evidence.ts'
import { earningsErrors } from './earnings.errors.ts'

export interface NewDocument {
  file: DisputeFile
  name: string
  bytes: Buffer
}

/** Reads a body up to the limit, and no further. @throws DomainError `dispute_files_too_large` */
export async function readDocument(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of body) {
    sizeBytes += chunk.length
    if (sizeBytes > DISPUTE_LIMITS.filesBytes) throw earningsErrors.disputeFilesTooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Hands documents to the provider. They do nothing there until an answer names them. */
@Injectable()
export class DisputeDocuments {
  constructor(private readonly stripe: StripeClient) {}

  /**
   * The key follows from the document: handed over again, it is the same one.
   *
   * @throws DomainError `dispute_file_unreadable`, `payment_provider_refused`, `payment_provider_unavailable`
   */
  async handOver(disputeId: string, { file, name, bytes }: NewDocument): Promise<StoredFile> {
    const type = documentTypeOf(bytes)
    if (type === null) throw earningsErrors.disputeFileUnreadable()
    const idempotencyKey = createHash('sha256').update(`${disputeId} ${file} ${name}\n`).update(bytes).digest('hex')
    const params = { purpose: 'dispute_evidence', file: { data: bytes, name, type } } as const
    try {
      const { id } = await this.stripe.api.files.create(params, { idempotencyKey })
      return { id, name, sizeBytes: bytes.length }
    } catch (error) {
      const failure = this.stripe.failureOf(error)
      if (failure === null) throw error
      throw failure.kind === 'final'
        ? billingErrors.providerRefused(failure.code, failure.message)
        : billingErrors.providerAway(error)
    }
  }
}
