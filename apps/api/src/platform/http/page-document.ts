import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { DrawnPage } from './page-drawer.ts'
import { jsonForScript, type Markup, markup, type PagePicture, type StorePage, trusted } from './store-pages.ts'

const HOUSE = 'Grantry'
const HOUSE_PICTURE: PagePicture = {
  path: '/share.png',
  alt: `${HOUSE}: extensions that do what you allow, and nothing else`,
  width: 1200,
  height: 630,
}
/** From this width on, in pixels, and when it is wider than high, a picture stands above the words of a preview. */
const LARGE = 600

/** What the build says of each module: its file, and the files that it imports. */
const manifestSchema = z.record(z.string(), z.object({ file: z.string(), imports: z.array(z.string()).default([]) }))
type Manifest = z.infer<typeof manifestSchema>

/** The built `index.html` with a head of its own for each page. */
export class PageDocument {
  private constructor(
    /** As it was built. */
    readonly template: string,
    private readonly manifest: Manifest,
  ) {}

  /** What the content security policy says of the scripts that stand in the document itself. */
  get scriptSources(): string[] {
    return [...this.template.matchAll(/<script>(.*?)<\/script>/gs)].map(
      ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
    )
  }

  static async read(webRoot: string): Promise<PageDocument> {
    const template = await readFile(join(webRoot, 'index.html'), 'utf8')
    return new PageDocument(template, await readManifest(join(webRoot, '.vite/manifest.json')))
  }

  /**
   * @param drawn what stands in it at first; null for a page that the browser draws
   * @param origin of the site, for addresses that others keep
   */
  render(page: StorePage, drawn: DrawnPage | null, origin: string): string {
    const title = `${page.title} · ${HOUSE}`
    const head = [
      markup`<title>${title}</title>`,
      markup`<meta name="description" content="${page.description}" />`,
      ...location(page, origin),
      ...preview(page, title, origin),
      ...page.linkedData.map((data) => dataBlock('application/ld+json', { '@context': 'https://schema.org', ...data })),
    ]
    const locale = drawn === null ? '' : markup` data-locale="${drawn.locale}"`.html
    return this.template
      .replace('<html lang="en"', (element) => element + locale)
      .replace(/<title>.*?<\/title>\s*<meta name="description"[^>]*>/s, () => lines(head))
      .replace('</head>', () => `${lines(this.preloads(page.component))}</head>`)
      .replace('<div id="root"></div>', (empty) => (drawn === null ? empty : rootOf(drawn)))
  }

  /**
   * Links to the scripts of a component that the first script would ask for only when it runs. They come after the style
   * and give way to it: the page is readable without them.
   */
  private preloads(component: string | null): Markup[] {
    const files = new Set<string>()
    const visit = (name: string) => {
      const module = this.manifest[name]
      if (module === undefined || files.has(module.file) || this.template.includes(module.file)) return
      files.add(module.file)
      module.imports.forEach(visit)
    }
    if (component !== null) visit(component)
    return [...files].map(
      (file) => markup`<link rel="modulepreload" crossorigin fetchpriority="low" href="/${file}" />`,
    )
  }
}

const lines = (parts: readonly Markup[]): string => parts.map(({ html }) => html).join('\n    ')

/** A folder without the manifest is served all the same, without preloads. */
async function readManifest(path: string): Promise<Manifest> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw error
  }
}

const rootOf = ({ html, brought }: DrawnPage): string =>
  `<div id="root">${html}</div>${dataBlock('application/json', brought, 'brought').html}`

const location = ({ canonical }: StorePage, origin: string): Markup[] =>
  canonical === null
    ? [markup`<meta name="robots" content="noindex" />`]
    : [markup`<link rel="canonical" href="${origin}${canonical}" />`]

function preview({ canonical, kind, description, picture }: StorePage, title: string, origin: string): Markup[] {
  const { path, alt, width, height } = picture ?? HOUSE_PICTURE
  const properties: [string, string][] = [
    ['og:site_name', HOUSE],
    ['og:type', kind],
    ['og:title', title],
    ['og:description', description],
    ['og:url', origin + (canonical ?? '/')],
    ['og:image', new URL(path, origin).href],
    ['og:image:alt', alt],
    ['og:image:width', String(width)],
    ['og:image:height', String(height)],
  ]
  const card = width >= LARGE && width > height ? 'summary_large_image' : 'summary'
  return [
    ...properties.map(([property, content]) => markup`<meta property="${property}" content="${content}" />`),
    markup`<meta name="twitter:card" content="${card}" />`,
  ]
}

const dataBlock = (type: string, data: unknown, id = ''): Markup =>
  markup`<script type="${type}"${id === '' ? '' : markup` id="${id}"`}>${trusted(jsonForScript(data))}</script>`
