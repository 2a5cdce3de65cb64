import { type ExtensionDetail, pricingText } from '@grantry/contract'
import { Command } from 'commander'
import { connectAsAnybody } from '../connection.ts'
import { count, formatBytes } from '../format.ts'
import { printable } from '../printable.ts'
import { formatRating } from '../rating-text.ts'
import { startRun } from '../run.ts'

export const infoCommand = () =>
  new Command('info')
    .summary('Show an extension of the store')
    .description('Show an extension of the store: what it does, what it asks for and why, and its versions')
    .argument('<extension>', 'id')
    .action(async (id: string, _options: object, command: Command) => {
      const run = await startRun(command)
      const extension = await connectAsAnybody(run).catalogue.get(id)
      run.print({ json: extension, text: infoText(extension) })
    })

function infoText(extension: ExtensionDetail): string {
  const { id, name, description, publisher, version, abi, pricing, risk, installs, rating, latest, versions } =
    extension
  const facts = [
    ['Publisher', printable(publisher.name) + (publisher.verified ? ' (verified)' : '')],
    ['Version', `${version}, ${formatBytes(latest.sizeBytes)}, ${abi}`],
    ['Digest', latest.digest],
    ['Licence', printable(latest.license ?? 'not stated')],
    ['Price', pricingText(pricing)],
    ['Rating', formatRating(rating)],
    ['Installs', String(installs)],
    ['Risk', risk],
  ]
  const permissions = latest.permissions.map(
    ({ sentence, reason, optional, risk: its }) =>
      `  ${printable(sentence)} (${its} risk${optional ? ', optional' : ''})\n    ${printable(reason)}`,
  )
  return [
    `${printable(name)} (${id})`,
    printable(description),
    '',
    ...facts.map(([fact = '', value = '']) => `${fact.padEnd(10)}${value}`),
    '',
    permissions.length === 0 ? 'It asks for no permission.' : `It asks for ${count(permissions.length, 'permission')}:`,
    ...permissions,
    '',
    `Versions: ${versions.map((each) => each.version).join(', ')}`,
  ].join('\n')
}
