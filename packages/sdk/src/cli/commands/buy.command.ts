import type { CreatePurchase } from '@grantry/contract'
import { Command, Option } from 'commander'
import { CliError, usageError } from '../cli.errors.ts'
import { chooseWorkspace, connect } from '../connection.ts'
import { choosePlan, choosePrice } from '../find-plan.ts'
import { parseAmountOf, priceText } from '../money-text.ts'
import { parseAmount } from '../parse-amount.ts'
import { printable } from '../printable.ts'
import { startRun } from '../run.ts'

interface BuyOptions {
  plan?: string
  interval?: string
  currency?: string
  seats?: string
  cap?: string
}

export const buyCommand = () =>
  new Command('buy')
    .summary('Buy an extension for a workspace')
    .description('Begin the checkout of a plan; you pay in the browser, at the address that is printed')
    .argument('<extension>')
    .option('--plan <plan>', 'id or name, when there are several')
    .addOption(new Option('--interval <interval>', 'how often a subscription is paid').choices(['month', 'year']))
    .option('--currency <currency>', 'such as EUR, when there are several')
    .option('--seats <count>', 'for plans by the seat; as many as the workspace needs when left out')
    .option('--cap <amount>', 'for metered plans: the most that a month may cost, such as 20.00')
    .action(async (extension: string, options: BuyOptions, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const workspace = await chooseWorkspace(run, client)
      const plans = (await client.billing.plans(extension)).items.filter(({ kind }) => kind !== 'free')
      if (plans.length === 0)
        throw new CliError({
          exit: 'refused',
          code: 'nothing_to_buy',
          detail: `There is nothing to buy of ${extension}`,
        })
      const plan = choosePlan(plans, options.plan)
      const price = choosePrice(plan, options)
      if (plan.meter !== null && options.cap === undefined)
        throw usageError('How much may a month cost at most?', 'Add --cap 20.00')
      const body: CreatePurchase = {
        price: price.id,
        ...(options.seats !== undefined && { seats: parseAmount('--seats', options.seats) }),
        ...(options.cap !== undefined && { capMinor: parseAmountOf(options.cap, price.amount.currency) }),
      }
      const purchase = await client.billing.buy(workspace, body)
      const text = [
        `${printable(plan.name)} of ${extension} for ${workspace}: ${priceText(price, plan)}`,
        `Pay at ${purchase.checkoutUrl ?? ''}`,
        `Then run grantry install ${extension}`,
      ].join('\n')
      run.print({ json: purchase, text })
    })
