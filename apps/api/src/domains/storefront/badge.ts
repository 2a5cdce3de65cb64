import { type ExtensionDetail, pricingText } from '@grantry/contract'
import { markup } from '../../platform/http/index.ts'
import { HOUSE } from './words.ts'

const FACTS: Record<string, (extension: ExtensionDetail) => string> = {
  installs: ({ installs }) => `${compact.format(installs)} ${installs === 1 ? 'install' : 'installs'}`,
  version: ({ version }) => `v${version}`,
  rating: ({ rating }) => (rating.average === null ? 'not rated' : `★ ${rating.average} (${rating.count})`),
  risk: ({ risk }) => `${risk} risk`,
  price: ({ pricing }) => pricingText(pricing),
}
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })

export const BADGE_FACTS = Object.keys(FACTS)

/** Of a letter in the badge's font, on average; a fixed width for the text makes up for the rest. */
const LETTER_PX = 6.6
const PADDING_PX = 7
const HEIGHT_PX = 20

/** A picture of one fact, in the size and form of the badges that READMEs are used to. */
export function badge(extension: ExtensionDetail, fact: string): string {
  const value = FACTS[fact]?.(extension) ?? ''
  const left = textWidth(HOUSE)
  const right = textWidth(value)
  const width = left + right + 4 * PADDING_PX
  const split = left + 2 * PADDING_PX
  const text = (words: string, x: number, length: number) =>
    markup`<text x="${x}" y="14" textLength="${length}" fill="#fff">${words}</text>`
  return markup`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT_PX}" role="img" aria-label="${extension.name}: ${value}"><title>${extension.name}: ${value}</title><clipPath id="r"><rect width="${width}" height="${HEIGHT_PX}" rx="3"/></clipPath><g clip-path="url(#r)"><rect width="${split}" height="${HEIGHT_PX}" fill="#37474f"/><rect x="${split}" width="${width - split}" height="${HEIGHT_PX}" fill="#0d4a5c"/></g><g font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">${[text(HOUSE, PADDING_PX, left), text(value, split + PADDING_PX, right)]}</g></svg>`
    .html
}

const textWidth = (words: string): number => Math.round(words.length * LETTER_PX)
