import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/**
 * What axe finds fault with on a page, or in the part of it that a selector names: the rule, the element and how to mend
 * it. No page has a frame of another origin, so that its findings need not be put together in a page of their own, which takes
 * three times as long.
 */
export async function violations(page: Page, part?: string): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  const found = await (part === undefined ? axe : axe.include(part)).analyze()
  return found.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}\n${html}\n${failureSummary}`),
  )
}
