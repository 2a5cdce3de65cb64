import { formatMoney, type Purchase, type PurchaseSummary, type UpdatePurchase } from '@grantry/contract'
import { Command } from 'commander'
import { CliError, usageError } from '../cli.errors.ts'
import { chooseWorkspace, connect } from '../connection.ts'
import { getPurchase } from '../find-purchase.ts'
import { formatInstant, formatTable, formatWhole } from '../format.ts'
import { parseAmountOf } from '../money-text.ts'
import { allItems } from '../pages.ts'
import { confirm } from '../prompt.ts'
import { purchasesText, purchaseText } from '../purchase-text.ts'
import { startRun, type Run } from '../run.ts'
import { seatsCommand, switchCommand } from './purchases-change.command.ts'

export const purchasesCommand = () =>
  new Command('purchases')
    .alias('subscription')
    .summary('What a workspace has bought')
    .description('What a workspace has bought: subscriptions, seats, caps, invoices')
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(cancelCommand())
    .addCommand(changeCommand('keep', 'Take back a cancelling'))
    .addCommand(seatsCommand())
    .addCommand(switchCommand())
    .addCommand(capCommand())
    .addCommand(usageCommand())
    .addCommand(invoicesCommand())
    .addCommand(portalCommand())

const PURCHASE = 'id of a purchase, or the extension that was bought'

async function open(command: Command) {
  const run = await startRun(command)
  const client = connect(run)
  return { run, client, workspace: await chooseWorkspace(run, client) }
}

const listCommand = () =>
  new Command('list').description('List purchases, newest first').action(async (_options: object, command: Command) => {
    const { run, client, workspace } = await open(command)
    const purchases = await Array.fromAsync(allItems((page) => client.billing.purchases(workspace, page)))
    run.print({ json: purchases, text: purchasesText(purchases) })
  })

const showCommand = () =>
  new Command('show')
    .description('Show a purchase with its payments')
    .argument('<purchase>', PURCHASE)
    .action(async (named: string, _options: object, command: Command) => {
      const { run, client, workspace } = await open(command)
      const { id } = await getPurchase(client, workspace, named)
      print(run, await client.billing.purchase(workspace, id))
    })

const cancelCommand = () =>
  new Command('cancel')
    .description('Cancel a subscription to the end of its period, or give up a checkout')
    .argument('<purchase>', PURCHASE)
    .option('--yes', 'do not ask')
    .action(async (named: string, { yes }: { yes?: true }, command: Command) => {
      const { run, client, workspace } = await open(command)
      const { id, extension } = await getPurchase(client, workspace, named)
      if (!yes && !run.canAsk()) throw usageError('Nobody can be asked here', 'Add --yes')
      if (!yes && !(await confirm(`Cancel ${extension} of ${workspace}?`)))
        throw new CliError({ exit: 'interrupted', code: 'declined', detail: 'Nothing was cancelled' })
      print(run, await client.billing.cancel(workspace, id))
    })

const changeCommand = (verb: 'keep', description: string) =>
  new Command(verb)
    .description(description)
    .argument('<purchase>', PURCHASE)
    .action(async (named: string, _options: object, command: Command) => {
      const { run, client, workspace } = await open(command)
      const { id } = await getPurchase(client, workspace, named)
      print(run, await client.billing[verb](workspace, id))
    })

const capCommand = () =>
  new Command('cap')
    .description('Set the most that use may cost in a month')
    .argument('<purchase>', PURCHASE)
    .argument('<amount>', 'such as 20.00, in the currency of the purchase')
    .action(async (named: string, amount: string, _options: object, command: Command) => {
      await update(command, named, ({ price }) => ({ capMinor: parseAmountOf(amount, price.amount.currency) }))
    })

async function update(command: Command, named: string, change: (purchase: PurchaseSummary) => UpdatePurchase) {
  const { run, client, workspace } = await open(command)
  const purchase = await getPurchase(client, workspace, named)
  print(run, await client.billing.updatePurchase(workspace, purchase.id, change(purchase)))
}

const usageCommand = () =>
  new Command('usage')
    .description('Show what a metered purchase has used in the present period')
    .argument('<purchase>', PURCHASE)
    .action(async (named: string, _options: object, command: Command) => {
      const { run, client, workspace } = await open(command)
      const { id } = await getPurchase(client, workspace, named)
      const usage = await client.billing.usage(workspace, id)
      const { used, cost, cap, to, meter } = usage
      const text = `${formatWhole(used)} ${meter.of} used: ${formatMoney(cost)} of ${formatMoney(cap)}, until ${formatInstant(to)} UTC`
      run.print({ json: usage, text })
    })

const invoicesCommand = () =>
  new Command('invoices')
    .description('List invoices, newest first')
    .action(async (_options: object, command: Command) => {
      const { run, client, workspace } = await open(command)
      const invoices = await Array.fromAsync(allItems((page) => client.billing.invoices(workspace, page)))
      const rows = invoices.map(({ number, createdAt, extension, state, total, tax, url }) => [
        number ?? '',
        formatInstant(createdAt),
        extension ?? '',
        state,
        formatMoney(total),
        formatMoney(tax),
        url ?? '',
      ])
      const text = formatTable(['number', 'at (utc)', 'extension', 'state', 'total', 'of it tax', 'page'], rows)
      run.print({ json: invoices, text: invoices.length === 0 ? 'There are no invoices' : text })
    })

const portalCommand = () =>
  new Command('portal')
    .description('Print the address of the page for your cards and subscriptions')
    .action(async (_options: object, command: Command) => {
      const { run, client, workspace } = await open(command)
      const portal = await client.billing.openPortal(workspace)
      run.print({ json: portal, text: portal.url })
    })

const print = (run: Run, purchase: Purchase): void => run.print({ json: purchase, text: purchaseText(purchase) })
