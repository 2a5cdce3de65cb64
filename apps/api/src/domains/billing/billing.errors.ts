import { DomainError } from '../../kernel/domain-error.ts'

export const billingErrors = {
  signatureInvalid: (cause: unknown) =>
    new DomainError('invalid', 'webhook_signature_invalid', 'The signature is missing, wrong or too old.', { cause }),
  providerAway: (cause: unknown) =>
    new DomainError(
      'unavailable',
      'payment_provider_unavailable',
      'The payment provider does not answer right now. Nothing was charged twice; try again shortly.',
      { cause, retryAfterSeconds: 5 },
    ),
  taxesNotReady: (missing: readonly string[]) =>
    new DomainError(
      'unavailable',
      'taxes_not_ready',
      'Nothing can be bought right now: this server reckons taxes (GRANTRY_TAX), and the payment provider cannot yet. ' +
        `Its operator has to complete the tax settings there${missing.length === 0 ? '' : ` (${missing.join(', ')})`}.`,
      { fields: { missing: missing.join(', ') } },
    ),
  providerRefused: (code: string, message: string) =>
    new DomainError('refused', 'payment_provider_refused', `The payment provider refused: ${message}`, {
      fields: { providerCode: code },
    }),
}
