import {
  CURRENCIES,
  type ExtensionDetail,
  type ExtensionSummary,
  type InstallHistory,
  type RatingPage,
  type TaxTerms,
} from '@grantry/contract'
import type { PagePicture, StorePage } from '../../platform/http/index.ts'
import { categoryName, shelfOf, shortened } from './words.ts'

/** The parts of the page that have an address: what each is called, and what it tells. */
const PARTS: Record<string, { name: string; describe: (extension: ExtensionDetail) => string }> = {
  permissions: {
    name: 'Permissions',
    describe: ({ name, latest }) =>
      latest.permissions.length === 0
        ? `${name} asks for no permission: it works on what it is given.`
        : `What ${name} asks for, and why: ${latest.permissions.map(({ sentence }) => sentence).join('; ')}.`,
  },
  operations: {
    name: 'Operations',
    describe: ({ name, latest }) =>
      `What ${name} can be asked to do: ${latest.operations.map((operation) => operation.title ?? operation.alias).join(', ')}.`,
  },
  versions: {
    name: 'Versions',
    describe: ({ name, versions, version }) =>
      `${versions.length} versions of ${name}, the newest ${version}, each with its digest and what changed.`,
  },
  ratings: {
    name: 'Ratings',
    describe: ({ name, rating }) =>
      rating.average === null
        ? `Nobody has rated ${name} yet.`
        : `${name} has ${rating.average} of 5 stars from ${rating.count} who use it. Read what they say.`,
  },
  files: { name: 'Files', describe: ({ name }) => `Every file in the archive of ${name}, with its digest.` },
}

interface ExtensionAnswers {
  extension: ExtensionDetail
  related: ExtensionSummary[]
  installHistory: InstallHistory
  /** The first that the page shows; null where it shows none. */
  ratings: RatingPage | null
  picture: PagePicture | null
}

/** How many ratings the page has at first. */
export const RATINGS_SHOWN = 10

export function extensionPage(
  { extension, related, installHistory, ratings, picture }: ExtensionAnswers,
  tab: string | null,
  origin: string,
): StorePage {
  const { id, name } = extension
  const part = tab !== null && Object.hasOwn(PARTS, tab) ? PARTS[tab] : undefined
  const address = `/extensions/${id}`
  return {
    status: 200,
    title: part === undefined ? name : `${part.name} of ${name}`,
    description: shortened(part === undefined ? extension.description : part.describe(extension)),
    canonical: part === undefined ? address : `${address}?tab=${tab}`,
    kind: 'article',
    picture,
    linkedData: [software(extension, origin), trail(extension, origin)],
    answers: {
      [`/v1/extensions/${id}`]: extension,
      [`/v1/extensions/${id}/related`]: { items: related },
      [`/v1/extensions/${id}/install-history`]: installHistory,
      ...(ratings === null ? {} : { [`/v1/extensions/${id}/ratings?limit=${RATINGS_SHOWN}`]: ratings }),
    },
    component: 'src/routes/store/extension.page.tsx',
  }
}

function software(extension: ExtensionDetail, origin: string): Record<string, unknown> {
  const { id, name, description, version, publisher, rating, latest } = extension
  return {
    '@type': 'SoftwareApplication',
    name,
    description,
    url: `${origin}/extensions/${id}`,
    softwareVersion: version,
    dateModified: extension.updatedAt,
    applicationCategory: categoryName(latest.categories[0] ?? 'other'),
    operatingSystem: 'Grantry',
    author: { '@type': 'Organization', name: publisher.name, url: `${origin}/publishers/${publisher.slug}` },
    ...(extension.iconUrl === null ? {} : { image: origin + extension.iconUrl }),
    ...offers(extension),
    ...(rating.average === null
      ? {}
      : { aggregateRating: { '@type': 'AggregateRating', ratingValue: rating.average, ratingCount: rating.count } }),
  }
}

/** The lowest price; nothing of what is no longer on offer. */
function offers({ pricing: { model, from } }: ExtensionDetail): Record<string, unknown> {
  if (model === 'unavailable') return {}
  if (from === null || model === 'freemium') return { offers: { '@type': 'Offer', price: 0, priceCurrency: 'EUR' } }
  const { amountMinor, currency } = from.amount
  const digits = CURRENCIES[currency]
  const price = (amountMinor / 10 ** digits).toFixed(digits)
  const offer = { '@type': 'Offer', price, priceCurrency: currency.toUpperCase() }
  return { offers: from.tax === 'none' ? offer : { ...offer, priceSpecification: specification(from.tax, offer) } }
}

/** Says whether tax is in the price. */
const specification = (tax: TaxTerms, { price, priceCurrency }: { price: string; priceCurrency: string }) => ({
  '@type': 'PriceSpecification',
  price,
  priceCurrency,
  valueAddedTaxIncluded: tax === 'inclusive',
})

function trail({ id, name, latest }: ExtensionDetail, origin: string): Record<string, unknown> {
  const shelf = latest.categories.map((category) => shelfOf(category)).find((known) => known !== null) ?? null
  const steps = [
    { name: 'Store', item: `${origin}/search` },
    ...(shelf === null ? [] : [{ name: categoryName(shelf), item: `${origin}/search?category=${shelf}` }]),
    { name, item: `${origin}/extensions/${id}` },
  ]
  return {
    '@type': 'BreadcrumbList',
    itemListElement: steps.map((step, index) => ({ '@type': 'ListItem', position: index + 1, ...step })),
  }
}
