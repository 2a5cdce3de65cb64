import type { Page } from 'playwright-core'
import type { FullyFurnished } from './furnished.ts'

export type Visitor = 'visitor' | 'person' | 'admin'

/** A page, or a dialog over one, as somebody sees it. */
export interface Stop {
  name: string
  who: Visitor
  path: (marketplace: FullyFurnished) => string
  /** Opens what has no address of its own. */
  open?: (page: Page) => Promise<void>
  /** What the browser remarks on in its console, and is right to. */
  faults?: readonly string[]
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

const inInstall = (part: string) => (story: FullyFurnished) => `/workspaces/household/installs/${story.install}${part}`

const job =
  (name: 'completed' | 'failed' | 'paused' | 'parent') =>
  ({ jobs }: FullyFurnished) =>
    `/workspaces/household/jobs/${jobs[name]}`

const unfold = (name: string) => async (page: Page) => {
  await page.getByRole('main').getByRole('button', { name }).first().click()
}

/** Every route of the store, and its dialogs. That no route is left out, `accessibility.spec.ts` sees to. */
export const STOPS: readonly Stop[] = [
  visitor('home', '/'),
  visitor('search', '/search?q=wrod'),
  visitor('search-nothing', '/search?q=zebra'),
  visitor('extension', '/extensions/wordstats'),
  visitor('extension-permissions', '/extensions/wordstats?tab=permissions'),
  visitor('extension-operations', '/extensions/wordstats?tab=operations'),
  visitor('extension-versions', '/extensions/wordstats?tab=versions'),
  visitor('extension-files', '/extensions/wordstats?tab=files'),
  visitor('extension-ratings', '/extensions/wordstats?tab=ratings'),
  visitor('extension-screenshot', '/extensions/almanac', press('Screenshot 1 of Almanac')),
  person('extension-report', '/extensions/wordstats?tab=ratings', press('Report')),
  visitor('publisher', '/publishers/acme-labs'),
  visitor('sign-in', '/sign-in'),
  visitor('sign-up', '/sign-up'),
  visitor('forgot-password', '/account/forgot-password'),
  visitor('reset-password', '/account/reset-password#a-secret'),
  visitor('reset-password-without', '/account/reset-password'),
  visitor('verify-email', '/account/verify-email#a-secret'),
  visitor('verify-email-without', '/account/verify-email'),
  visitor('not-signed-in', '/account/not-signed-in'),
  visitor('not-found', '/nowhere'),
  { ...person('not-yours', '/review'), faults: ['status of 403', 'ProblemError'] },
  person('consent', '/extensions/letter-counter/install'),
  person('workspaces', '/workspaces'),
  person('workspaces-new', '/workspaces', press('New workspace')),
  person('workspace-installs', '/workspaces/household'),
  person('workspace-files', '/workspaces/household/files'),
  person('workspace-folder', '/workspaces/household/files?folder=%2Fnotes'),
  person('workspace-file', '/workspaces/household/files', press('readme.txt')),
  person('workspace-file-new', '/workspaces/household/files', press('New text file')),
  person('workspace-console', '/workspaces/household/console'),
  person('workspace-console-job', '/workspaces/household/console?operation=mailbox%3Ascan'),
  person('jobs', '/workspaces/household/jobs?children=shown'),
  person('jobs-none', '/workspaces/household/jobs?state=queued'),
  person('jobs-start', '/workspaces/household/jobs', press('Start a job')),
  person('job-completed', job('completed')),
  person('job-failed', job('failed')),
  person('job-paused', job('paused')),
  person('job-parent', job('parent')),
  person('job-cancel', job('parent'), press('Cancel…')),
  person('schedules', '/workspaces/household/jobs/schedules'),
  person('schedules-new', '/workspaces/household/jobs/schedules', press('New schedule')),
  person('schedules-delete', '/workspaces/household/jobs/schedules', press('Delete Morning scan')),
  person('workspace-data', '/workspaces/household/data'),
  person('workspace-delete', '/workspaces/household/data', press('Delete the workspace…')),
  person('workspace-members', '/workspaces/household/members'),
  person('workspace-members-remove', '/workspaces/household/members', press('Remove')),
  person('install-overview', inInstall('')),
  person('install-operations', inInstall('/operations')),
  person('install-jobs', ({ jobs }) => `/workspaces/household/installs/${jobs.install}/jobs`),
  person('install-calls', ({ jobs }) => `/workspaces/household/installs/${jobs.install}/permissions`),
  person('install-update', ({ outdated }) => `/workspaces/household/installs/${outdated}/update`),
  person('install-suspended', ({ suspended }) => `/workspaces/household/installs/${suspended}`),
  person('install-removed', ({ removed }) => `/workspaces/household/installs/${removed}`),
  person('install-permissions', inInstall('/permissions')),
  person('install-reach', inInstall('/permissions'), unfold('Change its reach')),
  person('install-log', inInstall('/log')),
  person('install-uninstall', inInstall(''), press('Uninstall')),
  person('studio', '/studio'),
  person('studio-new', '/studio', press('New publisher')),
  person('studio-versions', '/studio/acme-labs'),
  person('studio-version', '/studio/acme-labs/versions/letter-counter/1.1.0'),
  person('studio-rejected', '/studio/acme-labs/versions/morning/1.0.0'),
  person('studio-draft', '/studio/acme-labs/versions/evening/1.0.0'),
  person('studio-draft-discard', '/studio/acme-labs/versions/evening/1.0.0', press('Discard…')),
  person('studio-fleet', '/studio/acme-labs/fleet'),
  person('studio-yank', '/studio/acme-labs', press('Yank')),
  visitor('extension-plans', '/extensions/fine-words'),
  person('buy', '/extensions/fine-words/buy'),
  person('workspace-billing', '/workspaces/household/billing'),
  person('purchase', ({ purchase }) => `/workspaces/household/billing/purchases/${purchase}`),
  person('purchase-cancel', '/workspaces/household/billing', press('Cancel…')),
  person('purchase-paid', ({ paid }) => `/workspaces/household/billing/purchases/${paid}`),
  person('studio-plans', '/studio/acme-labs/plans?extension=fine-words'),
  person('studio-plans-new', '/studio/acme-labs/plans?extension=fine-words', press('New plan')),
  person('studio-plans-price', '/studio/acme-labs/plans?extension=fine-words', press('Set a price…')),
  person('studio-earnings', '/studio/acme-labs/earnings'),
  person('studio-refund', '/studio/acme-labs/earnings', press('Refund…')),
  person('studio-ratings', '/studio/acme-labs/ratings'),
  person('studio-members', '/studio/acme-labs/members'),
  person('studio-upload', '/studio/acme-labs/upload'),
  person('account', '/account'),
  person('account-email', '/account', press('Change the address')),
  person('account-security', '/account/security'),
  person('account-close', '/account/security', press('Close the account')),
  person('account-sessions', '/account/sessions'),
  person('account-sessions-others', '/account/sessions', press('Sign out everywhere else')),
  person('account-tokens', '/account/tokens'),
  person('account-token-revoke', '/account/tokens', press('Revoke')),
  person('account-token', '/account/tokens', press('New token')),
  admin('account-outbox', '/account/outbox'),
  admin('review-queue', '/review'),
  admin('review-queue-rejected', '/review?status=rejected'),
  admin('review-queue-approved', '/review?status=approved'),
  admin('review-queue-yanked', '/review?status=yanked'),
  admin('review-queue-taken-down', '/review?status=taken_down'),
  admin('review', ({ review }) => `/review/${review}`),
  admin('review-file', ({ review }) => `/review/${review}?file=extension.json`),
  admin('review-reject', ({ review }) => `/review/${review}`, press('Reject…')),
  admin('review-decided', ({ decided }) => `/review/${decided}`),
  admin('review-approved', ({ approved }) => `/review/${approved}`),
  admin('review-take-down', ({ approved }) => `/review/${approved}`, press('Take down…')),
  admin('admin-server', '/admin/server'),
  admin('admin-ratings', '/admin/ratings'),
  admin('admin-front', '/admin/front'),
  admin('admin-publishers', '/admin/publishers'),
  admin('admin-billing', '/admin/billing'),
  admin('admin-billing-disputes', '/admin/billing?part=disputes'),
  admin('admin-billing-dispute', ({ dispute }) => `/admin/billing/disputes/${dispute}`),
  admin('admin-billing-give-up', ({ dispute }) => `/admin/billing/disputes/${dispute}`, press('Give it up…')),
  admin('admin-billing-shares', '/admin/billing?part=shares'),
  admin('admin-billing-share', '/admin/billing?part=shares', press('Change the share…')),
  admin('admin-billing-ledger', '/admin/billing?part=ledger'),
  admin('admin-billing-accounts', '/admin/billing?part=accounts'),
]
