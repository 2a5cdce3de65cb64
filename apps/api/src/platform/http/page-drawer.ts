import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { StorePage } from './store-pages.ts'

/** A page as the web store draws it for a visitor, and what its scripts need to take it over. */
export interface DrawnPage {
  /** React has escaped every text in it. */
  html: string
  /** The answers that it shows, and the words in which it shows them. */
  brought: unknown
  /** How numbers and days are written in it. */
  locale: string
}

/** Where a page is asked for, by path and query, and for whom. */
export interface PageRequest {
  address: string
  acceptLanguage: string
}

type Draw = (request: PageRequest & Pick<StorePage, 'answers'>) => Promise<DrawnPage | null>

/** Draws the store's pages with the components of the browser, which the build brings along as one module. */
export class PageDrawer {
  private constructor(private readonly drawPage: Draw | null) {}

  /** From a folder without that module comes a drawer that leaves every page to the browser. */
  static async read(webRoot: string): Promise<PageDrawer> {
    const file = join(webRoot, '.server/draw-page.js')
    if (!existsSync(file)) return new PageDrawer(null)
    const { drawPage } = (await import(pathToFileURL(file).href)) as { drawPage: Draw }
    return new PageDrawer(drawPage)
  }

  /**
   * Null for a page that only the browser draws.
   *
   * @throws what the components do
   */
  async draw({ component, answers }: StorePage, request: PageRequest): Promise<DrawnPage | null> {
    if (this.drawPage === null || component === null) return null
    return this.drawPage({ ...request, answers })
  }
}
