import type { DisputeFile, DisputeText } from '@grantry/contract'
import type { CallParams } from '../billing/index.ts'
import type { AnswerFiles, AnswerTexts } from './dispute-answers.repository.ts'

type Evidence = NonNullable<CallParams<'dispute.update'>['evidence']>

/** How the provider calls what an answer says. */
const TEXTS = {
  productDescription: 'product_description',
  customerName: 'customer_name',
  customerEmail: 'customer_email_address',
  serviceDate: 'service_date',
  accessLog: 'access_activity_log',
  refundPolicyShown: 'refund_policy_disclosure',
  refundRefusal: 'refund_refusal_explanation',
  cancellationPolicyShown: 'cancellation_policy_disclosure',
  cancellationRebuttal: 'cancellation_rebuttal',
  duplicateExplanation: 'duplicate_charge_explanation',
  more: 'uncategorized_text',
} as const satisfies Record<DisputeText, keyof Evidence>

const FILES = {
  receipt: 'receipt',
  serviceDocumentation: 'service_documentation',
  customerCommunication: 'customer_communication',
  refundPolicy: 'refund_policy',
  cancellationPolicy: 'cancellation_policy',
  duplicateDocumentation: 'duplicate_charge_documentation',
  more: 'uncategorized_file',
} as const satisfies Record<DisputeFile, keyof Evidence>

/** An answer as the provider takes it. */
export function evidenceOf({ texts, files }: { texts: AnswerTexts; files: AnswerFiles }): Evidence {
  const ofTexts = Object.entries(texts).map(([name, text]) => [TEXTS[name as DisputeText], text])
  const ofFiles = Object.entries(files).map(([name, { id }]) => [FILES[name as DisputeFile], id])
  return Object.fromEntries([...ofTexts, ...ofFiles])
}

const SIGNATURES: readonly { type: string; bytes: readonly number[] }[] = [
  { type: 'application/pdf', bytes: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { type: 'image/png', bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: 'image/jpeg', bytes: [0xff, 0xd8, 0xff] },
]

/** What a document is, by its first bytes; null for what banks do not read. */
export const documentTypeOf = (document: Uint8Array): string | null =>
  SIGNATURES.find(({ bytes }) => bytes.every((byte, index) => document[index] === byte))?.type ?? null
