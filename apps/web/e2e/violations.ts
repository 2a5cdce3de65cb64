import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** What axe finds fault with on a page, or in the part of it that a selector names: rule, element and how to mend it. */
export const violations = (page: Page, part?: string): Promise<string[]> =>
  found(part === undefined ? axeFor(page) : axeFor(page).include(part))

/** What of that is a matter of colours: all that can differ between two themes of the same page. */
export const violationsOfColour = (page: Page): Promise<string[]> =>
  found(axeFor(page).withRules(['color-contrast', 'link-in-text-block']))

/**
 * No page has a frame of another origin: what axe finds need not be put together in a page of its own, which takes three
 * times as long.
 */
const axeFor = (page: Page): AxeBuilder =>
  new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })

async function found(axe: AxeBuilder): Promise<string[]> {
  const { violations } = await axe.analyze()
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}\n${html}\n${failureSummary}`),
  )
}
