import {
  formatMoney,
  type PreviewPurchase,
  type PurchasePreview,
  type PurchaseSummary,
  taxText,
} from '@grantry/contract'
import { Command, Option } from 'commander'
import { CliError, usageError } from '../cli.errors.ts'
import { chooseWorkspace, connect } from '../connection.ts'
import { choosePlan, choosePrice } from '../find-plan.ts'
import { getPurchase } from '../find-purchase.ts'
import { formatInstant } from '../format.ts'
import { parseAmount } from '../parse-amount.ts'
import { printable } from '../printable.ts'
import { confirm } from '../prompt.ts'
import { purchaseText } from '../purchase-text.ts'
import { startRun, type Run } from '../run.ts'
import type { Client } from '../../client/index.ts'

interface Options {
  preview?: true
  yes?: true
}
interface SwitchOptions extends Options {
  plan?: string
  interval?: string
  seats?: string
}

const PURCHASE = 'id of a purchase, or the extension that was bought'
const PREVIEW = ['--preview', 'say what it would cost, and change nothing'] as const
const YES = ['--yes', 'do not ask'] as const

export const seatsCommand = () =>
  new Command('seats')
    .description('Have another number of seats: more are paid for at once, fewer leave credit')
    .argument('<purchase>', PURCHASE)
    .argument('<count>')
    .option(...PREVIEW)
    .option(...YES)
    .action(async (named: string, count: string, options: Options, command: Command) => {
      const seats = parseAmount('<count>', count)
      await change(command, named, options, async () => ({ seats }))
    })

export const switchCommand = () =>
  new Command('switch')
    .description('Switch a subscription to another plan or interval; what that costs is paid at once')
    .argument('<purchase>', PURCHASE)
    .option('--plan <plan>', 'id or name; default: the plan that it has')
    .addOption(new Option('--interval <interval>', 'how often it is paid').choices(['month', 'year']))
    .option('--seats <count>', 'for plans by the seat')
    .option(...PREVIEW)
    .option(...YES)
    .action(async (named: string, options: SwitchOptions, command: Command) => {
      await change(command, named, options, (client, purchase) => targetOf(client, purchase, options))
    })

async function targetOf(
  client: Client,
  { extension, plan, price }: PurchaseSummary,
  { plan: wanted = plan.id, interval, seats }: SwitchOptions,
): Promise<PreviewPurchase> {
  const plans = (await client.billing.plans(extension)).items.filter(({ kind }) => kind === 'subscription')
  const { id } = choosePrice(choosePlan(plans, wanted), { interval, currency: price.amount.currency })
  return { price: id, ...(seats !== undefined && { seats: parseAmount('--seats', seats) }) }
}

/** Says what it costs, asks, and does it. */
async function change(
  command: Command,
  named: string,
  { preview, yes }: Options,
  target: (client: Client, purchase: PurchaseSummary) => Promise<PreviewPurchase>,
): Promise<void> {
  const run = await startRun(command)
  const client = connect(run)
  const workspace = await chooseWorkspace(run, client)
  const purchase = await getPurchase(client, workspace, named)
  const wanted = await target(client, purchase)
  if (preview || !yes) {
    const cost = await client.billing.previewPurchase(workspace, purchase.id, wanted)
    if (preview) return run.print({ json: cost, text: costText(cost) })
    await requireConsent(run, cost)
  }
  const changed = await client.billing.updatePurchase(workspace, purchase.id, wanted)
  run.print({ json: changed, text: purchaseText(changed) })
}

/** What costs nothing now needs no question. */
async function requireConsent(run: Run, cost: PurchasePreview): Promise<void> {
  if (cost.dueNow.amountMinor === 0) return
  if (!run.canAsk())
    throw usageError(`This costs ${formatMoney(cost.dueNow)} now, and nobody can be asked here`, 'Add --yes')
  if (!(await confirm(`${costText(cost)}\nChange it?`)))
    throw new CliError({ exit: 'interrupted', code: 'declined', detail: 'Nothing was changed' })
}

const costText = ({ dueNow, tax, credit, lines, renewal, renewalTax, renewsAt }: PurchasePreview): string =>
  [
    ...lines.map(({ text, amount }) => `${formatMoney(amount)}  ${printable(text)}`),
    `To pay now: ${formatMoney(dueNow)}${dueNow.amountMinor > 0 && tax.amountMinor > 0 ? `, ${formatMoney(tax)} tax in it` : ''}${credit.amountMinor > 0 ? `; ${formatMoney(credit)} are kept for the next invoices` : ''}`,
    `Then ${[formatMoney(renewal), taxText(renewalTax)].filter(Boolean).join(' ')} each time, next on ${formatInstant(renewsAt)}`,
  ].join('\n')
