import { type CreatePlan, createPlanSchema, type Plan } from '@grantry/contract'
import { Command, Option } from 'commander'
import { usageError } from '../cli.errors.ts'
import { connect } from '../connection.ts'
import { choosePlan } from '../find-plan.ts'
import { formatTable } from '../format.ts'
import { parsePrice, priceText } from '../money-text.ts'
import { parseAmount } from '../parse-amount.ts'
import { printable } from '../printable.ts'
import { choosePublisher } from '../publishers.ts'
import { startRun } from '../run.ts'

export const plansCommand = () =>
  new Command('plans')
    .summary('Offer an extension for money, or see what it costs')
    .description('Plans of an extension: what it can be had for')
    .addCommand(listCommand())
    .addCommand(createCommand())
    .addCommand(priceCommand())
    .addCommand(stateCommand('archive', 'Take a plan off offer; who has bought it keeps it'))
    .addCommand(stateCommand('offer', 'Offer an archived plan again'))

const listCommand = () =>
  new Command('list')
    .description('List what is on offer')
    .argument('<extension>')
    .option('--all', 'with what is archived and retired; for members of the publisher')
    .option('--publisher <slug>', 'with --all, when you belong to several')
    .action(async (extension: string, options: { all?: true; publisher?: string }, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const { items } = options.all
        ? await client.billing.publisherPlans(await choosePublisher(client, options.publisher), extension)
        : await client.billing.plans(extension)
      run.print({ json: items, text: plansText(extension, items) })
    })

interface CreateOptions {
  kind: CreatePlan['kind']
  name: string
  description?: string
  price?: string[]
  perSeat?: true
  trialDays?: string
  meter?: string
  units?: string
  publisher?: string
}

const EXAMPLES = `
Examples:
  grantry plans create finance --kind free --name Basic
  grantry plans create finance --kind one_time --name "For good" --price "49 EUR"
  grantry plans create finance --kind subscription --name Team --per-seat --trial-days 14 --price "9 EUR/month" --price "90 EUR/year"
  grantry plans create finance --kind metered --name "By use" --meter calls --units 100 --price "1 EUR"`

const createCommand = () =>
  new Command('create')
    .description('Offer a plan')
    .argument('<extension>')
    .addOption(
      new Option('--kind <kind>', 'how it is paid')
        .choices(['free', 'one_time', 'subscription', 'metered'])
        .makeOptionMandatory(),
    )
    .requiredOption('--name <name>', 'what to call it')
    .option('--description <text>', 'one line about it')
    .option('--price <amount>', 'such as "9.00 EUR/month" or "49 USD"; repeatable', collect)
    .option('--per-seat', 'the price of a subscription is for each seat')
    .option('--trial-days <days>', 'days of a subscription that cost nothing')
    .option('--meter <what>', 'what a metered plan counts: calls or fuel')
    .option('--units <count>', 'how many of them a metered price pays for; 1 when left out')
    .option('--publisher <slug>', 'when you belong to several')
    .addHelpText('after', EXAMPLES)
    .action(async (extension: string, options: CreateOptions, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const body = planOf(options)
      const publisher = await choosePublisher(client, options.publisher)
      const plan = await client.billing.createPlan(publisher, extension, body)
      run.print({ json: plan, text: `Offered ${plansText(extension, [plan])}` })
    })

const collect = (value: string, before: readonly string[] = []) => [...before, value]

/** The plan that the options describe. Throws a usage error naming what does not fit its kind. */
function planOf(options: CreateOptions): CreatePlan {
  const { kind, name, description, price = [], perSeat, trialDays, meter, units } = options
  const plan = {
    kind,
    name,
    description,
    ...(price.length > 0 && { prices: price.map(parsePrice) }),
    ...(perSeat && { perSeat }),
    ...(trialDays !== undefined && { trialDays: parseAmount('--trial-days', trialDays) }),
    ...(meter !== undefined && {
      meter: { of: meter, units: units === undefined ? 1 : parseAmount('--units', units) },
    }),
  }
  const parsed = createPlanSchema.safeParse(plan)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw usageError(`This is no ${kind} plan: ${issue?.message ?? 'invalid'}`, 'Run grantry plans create --help')
}

const priceCommand = () =>
  new Command('price')
    .description('Set a price in the place of the one of the same currency and interval; who has bought keeps theirs')
    .argument('<extension>')
    .argument('<price>', 'such as "9.00 EUR/month" or "49 USD"')
    .option('--plan <plan>', 'id or name, when there are several')
    .option('--publisher <slug>', 'when you belong to several')
    .action(
      async (extension: string, price: string, options: { plan?: string; publisher?: string }, command: Command) => {
        const run = await startRun(command)
        const client = connect(run)
        const publisher = await choosePublisher(client, options.publisher)
        const { id } = choosePlan((await client.billing.publisherPlans(publisher, extension)).items, options.plan)
        const plan = await client.billing.setPrice(publisher, extension, id, parsePrice(price))
        run.print({ json: plan, text: plansText(extension, [plan]) })
      },
    )

const stateCommand = (verb: 'archive' | 'offer', description: string) =>
  new Command(verb)
    .description(description)
    .argument('<extension>')
    .argument('<plan>', 'id or name')
    .option('--publisher <slug>', 'when you belong to several')
    .action(async (extension: string, named: string, options: { publisher?: string }, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const publisher = await choosePublisher(client, options.publisher)
      const { id } = choosePlan((await client.billing.publisherPlans(publisher, extension)).items, named)
      const state = verb === 'archive' ? 'archived' : 'offered'
      const plan = await client.billing.updatePlan(publisher, extension, id, { state })
      run.print({ json: plan, text: `${printable(plan.name)} of ${extension} is ${plan.state}` })
    })

function plansText(extension: string, plans: readonly Plan[]): string {
  if (plans.length === 0) return `${extension} has no plans: it is free`
  const rows = plans.map((plan) => [
    printable(plan.name),
    plan.kind.replace('_', ' '),
    plan.state,
    pricesText(plan),
    plan.trialDays === 0 ? '' : `${plan.trialDays} days`,
    plan.id,
  ])
  return `${extension}\n${formatTable(['plan', 'kind', 'state', 'prices', 'trial', 'id'], rows)}`
}

const pricesText = (plan: Plan): string =>
  plan.prices
    .filter(({ state }) => state === 'offered')
    .map((price) => priceText(price, plan))
    .join(', ')
