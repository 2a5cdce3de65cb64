import type {
  BeginOnboarding,
  CreateRefund,
  Dispute,
  DisputeDetail,
  DisputeFile,
  EarningsDaysQuery,
  LedgerPeriod,
  SaveDisputeAnswer,
  SubmitDisputeAnswer,
  SetShareRule,
} from '@grantry/contract'
import { path } from './path.ts'
import { problemFrom, unreachable } from './problem.errors.ts'
import type { Transport } from './transport.ts'

interface PageSearch {
  limit?: number
  cursor?: string
}

export interface DisputeSearch extends PageSearch {
  state?: Dispute['state']
}

/** `extension` is the id of one; `publisher`, for admins alone, the slug of one. */
export interface ChargeSearch extends PageSearch {
  extension?: string
  publisher?: string
}

/** What a publisher earns. Pages load it when they need it: `api.with(earningsResource)`. */
export const earningsResource = ({ json, text }: Transport) => ({
  get: (slug: string) => json({ method: 'GET', path: path`/v1/publishers/${slug}/earnings` }, 'Earnings'),
  /** Day by day, for a chart. */
  days: (slug: string, query: EarningsDaysQuery = {}) =>
    json({ method: 'GET', path: path`/v1/publishers/${slug}/earnings/days`, query: { ...query } }, 'EarningsDayList'),
  /** Newest first. */
  charges: (slug: string, query: Omit<ChargeSearch, 'publisher'> = {}) =>
    json({ method: 'GET', path: path`/v1/publishers/${slug}/charges`, query: { ...query } }, 'ChargePage'),
  charge: (slug: string, id: string) =>
    json({ method: 'GET', path: path`/v1/publishers/${slug}/charges/${id}` }, 'ChargeDetail'),
  /** What card holders have asked their banks to take back, newest first. */
  disputes: (slug: string, query: DisputeSearch = {}) =>
    json({ method: 'GET', path: path`/v1/publishers/${slug}/disputes`, query: { ...query } }, 'DisputePage'),
  refund: (slug: string, id: string, body: CreateRefund) =>
    json({ method: 'POST', path: path`/v1/publishers/${slug}/charges/${id}/refunds`, body }, 'ChargeDetail'),
  /** Newest first. */
  payouts: (slug: string, query: PageSearch = {}) =>
    json({ method: 'GET', path: path`/v1/publishers/${slug}/payouts`, query: { ...query } }, 'PayoutPage'),
  payout: (slug: string, id: string) =>
    json({ method: 'GET', path: path`/v1/publishers/${slug}/payouts/${id}` }, 'PayoutDetail'),
  /** Pays out what is due now, without waiting for the next round. */
  payOut: (slug: string) => json({ method: 'POST', path: path`/v1/publishers/${slug}/payouts` }, 'PayoutList'),
  /** Where the CSV of a month (`2026-11`) is. */
  statementPath: (slug: string, month: string) => path`/v1/publishers/${slug}/statements/${month}`,
  /** The CSV of a month (`2026-11`, UTC). */
  statement: (slug: string, month: string) =>
    text({ method: 'GET', path: path`/v1/publishers/${slug}/statements/${month}` }),
  /** A page of the payment provider on which the publisher says where money is to go. */
  beginOnboarding: (slug: string, body: BeginOnboarding = {}) =>
    json({ method: 'POST', path: path`/v1/publishers/${slug}/payout-account/onboarding`, body }, 'ProviderPage'),
  /** Looks at the account at the provider anew, for instance after coming back from it. */
  refreshAccount: (slug: string) =>
    json({ method: 'POST', path: path`/v1/publishers/${slug}/payout-account/refresh` }, 'PayoutAccount'),
  /** The publisher's own pages at the payment provider. */
  openDashboard: (slug: string) =>
    json({ method: 'POST', path: path`/v1/publishers/${slug}/payout-account/dashboard` }, 'ProviderPage'),
})

/** What admins do about money. Pages load it when they need it: `api.with(adminBillingResource)`. */
export const adminBillingResource = ({ json, text, ...transport }: Transport) => ({
  shareRules: (query: PageSearch = {}) =>
    json({ method: 'GET', path: '/v1/admin/billing/share-rules', query: { ...query } }, 'ShareRules'),
  setShareRule: (body: SetShareRule) =>
    json({ method: 'POST', path: '/v1/admin/billing/share-rules', body }, 'ShareRule'),
  /** Newest first. */
  charges: (query: ChargeSearch = {}) =>
    json({ method: 'GET', path: '/v1/admin/billing/charges', query: { ...query } }, 'ChargePage'),
  charge: (id: string) => json({ method: 'GET', path: path`/v1/admin/billing/charges/${id}` }, 'ChargeDetail'),
  refund: (id: string, body: CreateRefund) =>
    json({ method: 'POST', path: path`/v1/admin/billing/charges/${id}/refunds`, body }, 'ChargeDetail'),
  /** Newest first. */
  disputes: (query: DisputeSearch = {}) =>
    json({ method: 'GET', path: '/v1/admin/billing/disputes', query: { ...query } }, 'DisputePage'),
  dispute: (id: string) => json({ method: 'GET', path: path`/v1/admin/billing/disputes/${id}` }, 'DisputeDetail'),
  /** Keeps the texts of the draft of an answer; what is left out is gone. */
  saveDisputeAnswer: (id: string, body: SaveDisputeAnswer) =>
    json({ method: 'PUT', path: path`/v1/admin/billing/disputes/${id}/answer`, body }, 'DisputeDetail'),
  /** A PDF, PNG or JPEG; in the place of another one that shows the same. */
  addDisputeFile: (id: string, file: DisputeFile, document: { name: string; content: Blob }) =>
    putDocument(transport, path`/v1/admin/billing/disputes/${id}/files/${file}`, document),
  removeDisputeFile: (id: string, file: DisputeFile) =>
    json({ method: 'DELETE', path: path`/v1/admin/billing/disputes/${id}/files/${file}` }, 'DisputeDetail'),
  /** Sends the answer to the bank, once. */
  submitDisputeAnswer: (id: string, body: SubmitDisputeAnswer = {}) =>
    json({ method: 'POST', path: path`/v1/admin/billing/disputes/${id}/answer`, body }, 'DisputeDetail'),
  /** Gives the money up. */
  acceptDispute: (id: string) =>
    json({ method: 'POST', path: path`/v1/admin/billing/disputes/${id}/accept` }, 'DisputeDetail'),
  connectedAccounts: (query: PageSearch = {}) =>
    json({ method: 'GET', path: '/v1/admin/billing/accounts', query: { ...query } }, 'ConnectedAccountPage'),
  ledgerBalances: () => json({ method: 'GET', path: '/v1/admin/billing/ledger' }, 'LedgerBalanceList'),
  /** Where the CSV of all entries is. */
  ledgerPath: ({ from, to }: LedgerPeriod = {}) => {
    const query = new URLSearchParams(
      Object.entries({ from, to }).filter((pair): pair is [string, string] => !!pair[1]),
    )
    return `/v1/admin/billing/ledger.csv${query.size === 0 ? '' : `?${query.toString()}`}`
  },
  /** The CSV of all entries of a period of days, the last one included. */
  ledger: ({ from, to }: LedgerPeriod = {}) =>
    text({ method: 'GET', path: '/v1/admin/billing/ledger.csv', query: { from, to } }),
  reconciliations: (query: PageSearch = {}) =>
    json({ method: 'GET', path: '/v1/admin/billing/reconciliations', query: { ...query } }, 'ReconciliationPage'),
  reconcile: () => json({ method: 'POST', path: '/v1/admin/billing/reconciliations' }, 'Reconciliation'),
  /** What the payment provider refused, and what is tried again. */
  troubles: (query: PageSearch = {}) =>
    json({ method: 'GET', path: '/v1/admin/billing/troubles', query: { ...query } }, 'BillingTroublePage'),
  /** Looks whether the provider has done it after all, and has it done when it has not. */
  retryTrouble: (id: string) => transport.send({ method: 'POST', path: path`/v1/admin/billing/troubles/${id}/retry` }),
})

async function putDocument(
  { fetch, url, headers, read }: Pick<Transport, 'fetch' | 'url' | 'headers' | 'read'>,
  address: string,
  { name, content }: { name: string; content: Blob },
): Promise<DisputeDetail> {
  const init = {
    method: 'PUT',
    headers: { ...headers('PUT'), 'content-type': 'application/octet-stream' },
    body: await content.arrayBuffer(),
  }
  const response = await fetch(url({ path: address, query: { name } }), init).catch((cause: unknown) => {
    throw unreachable(cause)
  })
  const text = await response.text()
  if (!response.ok) throw problemFrom(response.status, text)
  return read('DisputeDetail', text)
}
