/** A picture for previews of links. */
export interface PagePicture {
  /** Of this site. */
  path: string
  /** In words, for those who do not see it. */
  alt: string
  /** In pixels, both. */
  width: number
  height: number
}

/** One page of the store as the server knows it: what its head says, and what its first paint needs. */
export interface StorePage {
  status: 200 | 404
  /** Without the name of the house. */
  title: string
  description: string
  /** Path and query under which search engines should know it; null for what they should not know. */
  canonical: string | null
  kind: 'website' | 'article' | 'profile'
  /** Null for that of the house. */
  picture: PagePicture | null
  /** schema.org objects, for search engines. */
  linkedData: readonly Record<string, unknown>[]
  /** Answers of the API by their address: all that the page asks for before somebody does something. */
  answers: Readonly<Record<string, unknown>>
  /** Source of the component that draws it, here and in the browser; null for a page that only the browser draws. */
  component: string | null
}

/** Says what the address of a page is about. The storefront domain implements it. */
export abstract class StorePages {
  abstract describe(path: string, query: URLSearchParams): Promise<StorePage>
}

/** HTML in which every text was escaped: only `markup` makes it, and `trusted` what was sanitised before. */
export class Markup {
  constructor(readonly html: string) {}
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
export const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '')

/** A template whose values are escaped, unless they are markup themselves. */
export function markup(
  texts: TemplateStringsArray,
  ...values: (string | number | Markup | readonly Markup[])[]
): Markup {
  return new Markup(texts.map((text, index) => text + toHtml(values[index] ?? '')).join(''))
}

function toHtml(value: string | number | Markup | readonly Markup[]): string {
  if (value instanceof Markup) return value.html
  if (typeof value === 'object') return value.map(({ html }) => html).join('')
  return escapeHtml(String(value))
}

/** HTML that was sanitised already, such as a README. */
export const trusted = (html: string): Markup => new Markup(html)

/** JSON for a data block: nothing in it can end the block, or open a comment. */
export const jsonForScript = (value: unknown): string =>
  JSON.stringify(value).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
