import { ABIS, CATALOG_PRICES, CATALOG_SORTS, type ExtensionSummary, pricingText } from '@grantry/contract'
import { Command, Option } from 'commander'
import type { CatalogueSearch } from '../../client/index.ts'
import { connectAsAnybody } from '../connection.ts'
import { formatTable } from '../format.ts'
import { allItems, firstItems } from '../pages.ts'
import { parseAmount } from '../parse-amount.ts'
import { printable } from '../printable.ts'
import { formatRating } from '../rating-text.ts'
import { startRun } from '../run.ts'

type SearchOptions = Omit<CatalogueSearch, 'q' | 'publishers' | 'limit' | 'cursor'> & { verified?: true; limit: string }

export const searchCommand = () =>
  new Command('search')
    .summary('Find extensions of the store')
    .description('Find extensions of the store. Small typing mistakes are forgiven; without words it shows all.')
    .argument('[words...]', 'what they are about')
    .option('--category <category>', 'of one shelf, such as documents')
    .option('--publisher <slug>', 'of one publisher')
    .option('--verified', 'of publishers whom the platform knows')
    .addOption(new Option('--risk <risk>', 'that ask for no riskier permission').choices(['low', 'medium', 'high']))
    .addOption(new Option('--abi <abi>', 'of one guest ABI').choices([...ABIS]))
    .addOption(new Option('--price <price>', 'for nothing, or for sale').choices([...CATALOG_PRICES]))
    .addOption(new Option('--sort <order>', 'order').choices([...CATALOG_SORTS]))
    .option('--limit <number>', 'how many at most', '20')
    .action(async (words: string[], { verified, ...options }: SearchOptions, command: Command) => {
      const run = await startRun(command)
      const count = parseAmount('--limit', options.limit)
      const publishers = verified ? 'verified' : undefined
      const { catalogue } = connectAsAnybody(run)
      const found = allItems(({ limit, cursor }) =>
        catalogue.search({ ...options, q: words.join(' '), publishers, cursor, limit: Math.min(limit, count) }),
      )
      const items = await firstItems(found, count)
      run.print({ json: items, text: resultsText(items) })
    })

function resultsText(extensions: readonly ExtensionSummary[]): string {
  if (extensions.length === 0) return 'Nothing was found'
  const rows = extensions.map(({ id, version, publisher, pricing, risk, installs, rating, description }) => [
    id,
    version,
    printable(publisher.name) + (publisher.verified ? ' (verified)' : ''),
    pricingText(pricing),
    risk,
    String(installs),
    formatRating(rating),
    printable(description),
  ])
  return formatTable(['id', 'version', 'publisher', 'price', 'risk', 'installs', 'rating', 'what it does'], rows)
}
