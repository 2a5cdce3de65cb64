import type { Page } from 'playwright-core'

/*
 * What the router of a page says of itself: which routes there are, and which of them is shown. So nothing that is held
 * against it is a list made by hand.
 */

/** The innermost route that is shown. */
export const shownRoute = (page: Page): Promise<string> =>
  page.evaluate(() => window.__TSR_ROUTER__?.state.matches.at(-1)?.routeId ?? 'none')

/** Every route that is a page of its own, having no further ones below it. To be asked on a page beyond the store. */
export const everyRoute = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    Object.values(window.__TSR_ROUTER__?.routesById ?? {})
      .filter(({ children }) => children === undefined)
      .map(({ id }) => id),
  )

/** Kinds of the addresses behind the tabs that are shown. */
export async function tabsOf(page: Page): Promise<string[]> {
  const hrefs = await page
    .locator('main [data-tabs] a')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
  return hrefs.map(kindOf)
}

/** An address without the names in it: those of two workspaces are of one kind, those of two tabs are not. */
export const kindOf = (address: string): string =>
  address
    .replace(/#.*/, '')
    .replaceAll(/\/(workspaces|installs|studio|extensions|purchases|review|disputes)\/[^/?]+/g, '/$1/…')
    .replaceAll(/[?&](?!tab=|part=|status=)[^&]*/g, '')

const OF_THE_SERVER = /^\/(?:docs|v1|schemas)(?:\/|$)/

/** Where the links of a page lead within the store. */
export async function linkedPaths(page: Page): Promise<string[]> {
  const paths = await page
    .locator('a[href^="/"]')
    .evaluateAll((links) => links.map((link) => new URL((link as HTMLAnchorElement).href).pathname))
  return paths.filter((path) => !OF_THE_SERVER.test(path))
}

/** Those behind which there is no page. To be asked on a page beyond the store. */
export const unknownPaths = (page: Page, paths: readonly string[]): Promise<string[]> =>
  page.evaluate(
    (all) => all.filter((path) => (window.__TSR_ROUTER__?.getMatchedRoutes(path)[2]?.id ?? '/$') === '/$'),
    paths,
  )
