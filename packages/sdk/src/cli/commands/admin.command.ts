import { formatMoney, type Reconciliation, type ShareRules } from '@grantry/contract'
import { Command } from 'commander'
import { connect } from '../connection.ts'
import { formatInstant, formatTable } from '../format.ts'
import { allItems, firstItems } from '../pages.ts'
import { printable } from '../printable.ts'
import { startRun } from '../run.ts'
import { serverText } from '../server-text.ts'
import { disputesCommand } from './admin-disputes.command.ts'
import { chargesText } from './earnings.command.ts'

/** Lists show so many of the newest. */
const NEWEST = 50

export const adminCommand = () =>
  new Command('admin')
    .summary('What admins see of the server and of money')
    .description(
      'What admins of the server see of it and of money, and answers to disputes. Rules are set, refunds made and disputes given up in the store, by somebody who is signed in: no token does',
    )
    .addCommand(serverCommand())
    .addCommand(ledgerCommand())
    .addCommand(shareRulesCommand())
    .addCommand(chargesCommand())
    .addCommand(disputesCommand())
    .addCommand(reconciliationsCommand())

const serverCommand = () =>
  new Command('server')
    .description('Show how the server fares, and what needs attention')
    .action(async (_, command: Command) => {
      const run = await startRun(command)
      const status = await connect(run).adminServer.status()
      run.print({ json: status, text: serverText(status, new Date()) })
    })

const ledgerCommand = () =>
  new Command('ledger')
    .description('Print the balances of all accounts, or with --csv every entry')
    .option('--csv', 'every entry, as CSV')
    .option('--from <day>', 'with --csv, such as 2026-11-01; default: the beginning')
    .option('--to <day>', 'with --csv, that day included; default: today')
    .action(async (options: { csv?: true; from?: string; to?: string }, command: Command) => {
      const run = await startRun(command)
      const { adminBilling } = connect(run)
      const { csv, from, to } = options
      if (csv) {
        const text = await adminBilling.ledger({ from, to })
        return run.print({ json: { csv: text }, text: text.trimEnd() })
      }
      const { items } = await adminBilling.ledgerBalances()
      const rows = items.map(({ account, balance, publisherName }) => [
        account,
        balance.currency.toUpperCase(),
        formatMoney(balance),
        printable(publisherName ?? ''),
      ])
      run.print({ json: items, text: formatTable(['account', 'currency', 'balance', 'publisher'], rows) })
    })

const shareRulesCommand = () =>
  new Command('share-rules').description('Show how charges are shared now').action(async (_, command: Command) => {
    const run = await startRun(command)
    const rules = await connect(run).adminBilling.shareRules()
    run.print({ json: rules, text: rulesText(rules) })
  })

const chargesCommand = () =>
  new Command('charges')
    .description(`List what was charged, newest first; the newest ${NEWEST}`)
    .option('--publisher <slug>', 'only those of this publisher')
    .option('--extension <id>', 'only those for this extension')
    .action(async (options: { publisher?: string; extension?: string }, command: Command) => {
      const run = await startRun(command)
      const { adminBilling } = connect(run)
      const charges = await firstItems(
        allItems((page) => adminBilling.charges({ ...options, ...page })),
        NEWEST,
      )
      run.print({ json: charges, text: chargesText(charges) })
    })

const reconciliationsCommand = () =>
  new Command('reconciliations')
    .description('Show whether the ledger agreed with the payment provider, newest first')
    .action(async (_, command: Command) => {
      const run = await startRun(command)
      const { items } = await connect(run).adminBilling.reconciliations()
      run.print({ json: items, text: reconciliationsText(items) })
    })

const rulesText = ({ current }: ShareRules): string =>
  formatTable(
    ['publisher', 'share', 'since', 'version', 'reason'],
    current.map(({ publisher, publisherBasisPoints, effectiveFrom, version, reason }) => [
      publisher ?? '(all others)',
      publisherBasisPoints === null ? 'as all others' : `${publisherBasisPoints / 100} %`,
      formatInstant(effectiveFrom),
      String(version),
      printable(reason),
    ]),
  )

function reconciliationsText(items: readonly Reconciliation[]): string {
  if (items.length === 0) return 'The ledger was not compared yet'
  return items
    .map(({ startedAt, state, compared, findings, failure }) =>
      [
        `${formatInstant(startedAt)}  ${state}, ${compared} figures compared${failure === null ? '' : `: ${printable(failure)}`}`,
        ...findings.map(({ subject, detail }) => `  ${printable(subject)}: ${printable(detail)}`),
      ].join('\n'),
    )
    .join('\n')
}
