import type { Page } from 'playwright-core'
import type { Furnished } from './furnished.ts'

export type Visitor = 'visitor' | 'person' | 'admin'

/** A page, or a dialog over one, as somebody sees it. */
export interface Stop {
  name: string
  who: Visitor
  path: (marketplace: Furnished) => string
  /** Opens what has no address of its own. */
  open?: (page: Page) => Promise<void>
}

const at =
  (who: Visitor) =>
  (name: string, path: Stop['path'] | string, open?: Stop['open']): Stop => ({
    name,
    who,
    path: typeof path === 'string' ? () => path : path,
    open,
  })
const visitor = at('visitor')
const person = at('person')
const admin = at('admin')

const press = (name: string) => async (page: Page) => {
  await page.getByRole('main').getByRole('button', { name }).first().click()
  await page.getByRole('dialog').waitFor()
}

const inInstall = (part: string) => (story: Furnished) => `/workspaces/household/installs/${story.install}${part}`

/** Every route of the store, and its dialogs. */
export const STOPS: readonly Stop[] = [
  visitor('home', '/'),
  visitor('search', '/search?q=wrod'),
  visitor('search-nothing', '/search?q=zebra'),
  visitor('extension', '/extensions/wordstats'),
  visitor('extension-permissions', '/extensions/wordstats?tab=permissions'),
  visitor('extension-operations', '/extensions/wordstats?tab=operations'),
  visitor('extension-versions', '/extensions/wordstats?tab=versions'),
  visitor('extension-files', '/extensions/wordstats?tab=files'),
  visitor('publisher', '/publishers/acme-labs'),
  visitor('sign-in', '/sign-in'),
  visitor('sign-up', '/sign-up'),
  visitor('not-found', '/nowhere'),
  person('consent', '/extensions/letter-counter/install'),
  person('workspaces', '/workspaces'),
  person('workspaces-new', '/workspaces', press('New workspace')),
  person('workspace-installs', '/workspaces/household'),
  person('workspace-files', '/workspaces/household/files'),
  person('workspace-folder', '/workspaces/household/files?folder=%2Fnotes'),
  person('workspace-file', '/workspaces/household/files', press('readme.txt')),
  person('workspace-file-new', '/workspaces/household/files', press('New text file')),
  person('workspace-console', '/workspaces/household/console'),
  person('workspace-members', '/workspaces/household/members'),
  person('install-overview', inInstall('')),
  person('install-operations', inInstall('/operations')),
  person('install-permissions', inInstall('/permissions')),
  person('install-reach', inInstall('/permissions'), async (page) => {
    await page.getByRole('button', { name: 'Change its reach' }).click()
  }),
  person('install-log', inInstall('/log')),
  person('install-uninstall', inInstall(''), press('Uninstall')),
  person('studio', '/studio'),
  person('studio-new', '/studio', press('New publisher')),
  person('studio-versions', '/studio/acme-labs'),
  person('studio-yank', '/studio/acme-labs', press('Yank')),
  person('studio-members', '/studio/acme-labs/members'),
  person('studio-upload', '/studio/acme-labs/upload'),
  person('account', '/account'),
  person('account-token', '/account', press('New token')),
  admin('review-queue', '/review'),
  admin('review-queue-rejected', '/review?status=rejected'),
  admin('review', ({ review }) => `/review/${review}`),
  admin('review-file', ({ review }) => `/review/${review}?file=extension.json`),
  admin('review-reject', ({ review }) => `/review/${review}`, press('Reject…')),
  admin('review-decided', ({ decided }) => `/review/${decided}`),
]
