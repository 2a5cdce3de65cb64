import { type Charge, type Earnings, formatMoney, type Payout } from '@grantry/contract'
import { Command } from 'commander'
import { connect } from '../connection.ts'
import { disputesText } from '../dispute-text.ts'
import { formatInstant, formatTable } from '../format.ts'
import { allItems, firstItems } from '../pages.ts'
import { printable } from '../printable.ts'
import { choosePublisher } from '../publishers.ts'
import { startRun } from '../run.ts'

/** Lists show so many of the newest. */
const NEWEST = 50
const PUBLISHER = ['--publisher <slug>', 'when you belong to several'] as const

interface Options {
  publisher?: string
}

export const earningsCommand = () =>
  new Command('earnings')
    .summary('What your publisher earns')
    .description(
      'What your publisher earns. Money is moved in the store, by somebody who is signed in there: no token does',
    )
    .addCommand(balanceCommand())
    .addCommand(chargesCommand())
    .addCommand(disputesCommand())
    .addCommand(payoutsCommand())
    .addCommand(statementCommand())

const balanceCommand = () =>
  new Command('balance')
    .description('What is pending, available, held for disputes, on its way and paid out')
    .option(...PUBLISHER)
    .action(async ({ publisher }: Options, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const earnings = await client.earnings.get(await choosePublisher(client, publisher))
      run.print({ json: earnings, text: balanceText(earnings) })
    })

const chargesCommand = () =>
  new Command('charges')
    .description(`List what was charged, newest first; the newest ${NEWEST}`)
    .option('--extension <id>', 'only those for this extension')
    .option(...PUBLISHER)
    .action(async ({ publisher, extension }: Options & { extension?: string }, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const slug = await choosePublisher(client, publisher)
      const charges = await firstItems(
        allItems((page) => client.earnings.charges(slug, { extension, ...page })),
        NEWEST,
      )
      run.print({ json: charges, text: chargesText(charges) })
    })

const disputesCommand = () =>
  new Command('disputes')
    .description(`List what card holders’ banks took back, and what is held for it; the newest ${NEWEST}`)
    .option(...PUBLISHER)
    .action(async ({ publisher }: Options, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const slug = await choosePublisher(client, publisher)
      const disputes = await firstItems(
        allItems((page) => client.earnings.disputes(slug, page)),
        NEWEST,
      )
      run.print({ json: disputes, text: disputesText(disputes) })
    })

const payoutsCommand = () =>
  new Command('payouts')
    .description(`List payouts, newest first; the newest ${NEWEST}`)
    .option(...PUBLISHER)
    .action(async ({ publisher }: Options, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const slug = await choosePublisher(client, publisher)
      const payouts = await firstItems(
        allItems((page) => client.earnings.payouts(slug, page)),
        NEWEST,
      )
      run.print({ json: payouts, text: payoutsText(payouts) })
    })

const statementCommand = () =>
  new Command('statement')
    .description('Print everything that changed what is owed to you in a month, as CSV')
    .argument('<month>', 'such as 2026-11, in UTC')
    .option(...PUBLISHER)
    .action(async (month: string, { publisher }: Options, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const csv = await client.earnings.statement(await choosePublisher(client, publisher), month)
      run.print({ json: { month, csv }, text: csv.trimEnd() })
    })

export function chargesText(charges: readonly Charge[]): string {
  if (charges.length === 0) return 'Nothing was charged yet'
  return formatTable(
    ['charge', 'time', 'extension', 'gross', 'share', 'refunded', 'refunding', 'disputed', 'remark'],
    charges.map((charge) => [
      charge.id,
      formatInstant(charge.chargedAt),
      charge.extension,
      formatMoney(charge.gross),
      formatMoney(charge.publisherShare),
      formatMoney(charge.refunded),
      formatMoney(charge.refunding),
      formatMoney(charge.disputed),
      remarkOf(charge),
    ]),
  )
}

const remarkOf = ({ refusedRefund }: Charge): string =>
  refusedRefund === null
    ? ''
    : `a refund of ${formatMoney(refusedRefund.amount)} was refused: ${printable(refusedRefund.failure ?? 'no reason given')}`

function payoutsText(payouts: readonly Payout[]): string {
  if (payouts.length === 0) return 'Nothing was paid out yet'
  return formatTable(
    ['payout', 'time', 'amount', 'state', 'remark'],
    payouts.map(({ id, createdAt, amount, state, failure }) => [
      id,
      formatInstant(createdAt),
      formatMoney(amount),
      state,
      printable(failure ?? ''),
    ]),
  )
}

function balanceText({ balances, account, share, payouts }: Earnings): string {
  const table = formatTable(
    ['currency', 'pending', 'available', 'disputed', 'on the way', 'paid out'],
    balances.map(({ currency, pending, available, disputed, onTheWay, paidOut }) => [
      currency.toUpperCase(),
      ...[pending, available, disputed, onTheWay, paidOut].map((money) => formatMoney(money)),
    ]),
  )
  return [
    balances.length === 0 ? 'Nothing was earned yet' : table,
    `Your share is ${share.publisherBasisPoints / 100} %, held for ${payouts.holdDays} days; account for payouts: ${account.state}`,
  ].join('\n')
}
