import { type Dispute, type DisputeDetail, DISPUTE_FILES, DISPUTE_TEXTS, formatMoney } from '@grantry/contract'
import { formatInstant, formatTable } from './format.ts'
import { printable } from './printable.ts'

const reasonOf = ({ reason }: Dispute): string => printable(reason.replaceAll('_', ' '))

/** What is to be done about it, or what became of it. */
const standingOf = (dispute: Dispute): string =>
  dispute.inquiry
    ? `inquiry, ${dispute.state === 'open' ? turnOf(dispute) : 'over'}: nothing is taken`
    : turnOf(dispute)

const turnOf = ({ state, answerable, answeredAt, respondBy }: Dispute): string => {
  if (state !== 'open') return state
  if (answeredAt !== null) return 'answered, the bank decides'
  if (!answerable) return 'the bank decides'
  return respondBy === null ? 'waits for an answer' : `answer by ${formatInstant(respondBy)}`
}

export function disputesText(disputes: readonly Dispute[]): string {
  if (disputes.length === 0) return 'There are no disputes'
  return formatTable(
    ['dispute', 'opened', 'publisher', 'extension', 'amount', 'share held', 'reason', 'standing'],
    disputes.map((dispute) => [
      dispute.id,
      formatInstant(dispute.openedAt),
      dispute.publisher,
      dispute.extension,
      formatMoney(dispute.amount),
      formatMoney(dispute.publisherShare),
      reasonOf(dispute),
      standingOf(dispute),
    ]),
  )
}

export function disputeText(dispute: DisputeDetail): string {
  const { answer, amount, charged, chargedAt, extension, publisher } = dispute
  const texts = Object.entries(answer.texts).map(
    ([name, text]) => `${DISPUTE_TEXTS[name as keyof typeof DISPUTE_TEXTS]} (${name}): ${printable(text)}`,
  )
  const files = answer.files.map(({ file, name }) => `${DISPUTE_FILES[file]} (${file}): ${printable(name)}`)
  return [
    `${formatMoney(amount)} of ${formatMoney(charged)}, charged ${formatInstant(chargedAt)} for ${extension} by ${publisher}`,
    `${reasonOf(dispute)}: ${standingOf(dispute)}`,
    ...(texts.length + files.length === 0 ? ['Nothing is said to it yet'] : [...texts, ...files]),
  ].join('\n')
}
