import type { WorkspaceRole } from '@grantry/contract'
import type { Access, Route } from './route.ts'
import { freshName } from './stories.ts'
import { archiveOf, type World, WORLD_GRANT } from './world.ts'

const anybody: Access = { kind: 'anybody' }
const signedIn: Access = { kind: 'signed-in' }
const serverAdmin: Access = { kind: 'server-admin' }
const workspaceRole = (role: WorkspaceRole): Access => ({ kind: 'workspace', role })
const publisherRole = (role: 'owner' | 'maintainer'): Access => ({ kind: 'publisher', role })

const workspacePath =
  (rest = '') =>
  ({ ids }: World) =>
    `/v1/workspaces/${ids.workspace}${rest}`
const installPath =
  (rest = '') =>
  ({ ids }: World) =>
    `/v1/workspaces/${ids.workspace}/installs/${ids.install}${rest}`
const purchasePath =
  (rest = '') =>
  ({ ids }: World) =>
    `/v1/workspaces/${ids.workspace}/purchases/${ids.purchase}${rest}`
const jobPath =
  (rest = '') =>
  ({ ids }: World) =>
    `/v1/workspaces/${ids.workspace}/jobs/${ids.job}${rest}`
const schedulePath = ({ ids }: World) => `/v1/workspaces/${ids.workspace}/schedules/${ids.schedule}`
const publisherPath =
  (rest = '') =>
  ({ slug }: World) =>
    `/v1/publishers/${slug}${rest}`
const plansPath =
  (rest = '') =>
  ({ slug, priced }: World) =>
    `/v1/publishers/${slug}/extensions/${priced}/plans${rest}`
const versionPath =
  (rest = '') =>
  ({ extension }: World) =>
    `/v1/extensions/${extension}/versions/1.0.0${rest}`
const extensionPath =
  (rest = '') =>
  ({ extension }: World) =>
    `/v1/extensions/${extension}${rest}`
const ratingPath =
  (rest: string) =>
  ({ ids }: World) =>
    `/v1/ratings/${ids.rating}${rest}`
const plain = (path: string) => () => path
const noDispute = (rest = '') => plain(`/v1/admin/billing/disputes/019a0000-0000-7000-8000-000000000000${rest}`)

/** Every route, in an order in which the right callers can call them one after the other. */
export const ROUTES: readonly Route[] = [
  { name: 'GET /v1/server', access: anybody, token: 'ignored', status: 200, path: plain('/v1/server') },
  {
    name: 'POST /v1/billing/webhooks/stripe',
    access: anybody,
    token: 'any',
    status: 400, // it lacks a signature; what the right caller cannot do, nobody can
    path: plain('/v1/billing/webhooks/stripe'),
    body: () => ({}),
  },
  {
    name: 'POST /v1/auth/sign-up',
    access: anybody,
    token: 'any',
    status: 201,
    path: plain('/v1/auth/sign-up'),
    body: () => ({ email: `${freshName('new')}@example.org`, password: 'a long password', name: 'New' }),
  },
  {
    name: 'POST /v1/auth/sign-in',
    access: anybody,
    token: 'any',
    status: 200,
    path: plain('/v1/auth/sign-in'),
    body: ({ members }) => ({ email: members.viewer.email, password: 'a long password' }),
  },
  {
    name: 'GET /schemas/extension.json',
    access: anybody,
    token: 'any',
    status: 200,
    path: plain('/schemas/extension.json'),
  },
  {
    name: 'POST /v1/auth/password-reset',
    access: anybody,
    token: 'any',
    status: 202,
    path: plain('/v1/auth/password-reset'),
    body: () => ({ email: 'nobody@example.org' }),
  },
  {
    name: 'POST /v1/auth/password-reset/finish',
    access: anybody,
    token: 'any',
    status: 410, // a link that nobody sent
    path: plain('/v1/auth/password-reset/finish'),
    body: () => ({ secret: 'A'.repeat(43), password: 'another long password' }),
  },
  {
    name: 'POST /v1/auth/confirm-email',
    access: anybody,
    token: 'any',
    status: 410, // a link that nobody sent
    path: plain('/v1/auth/confirm-email'),
    body: () => ({ secret: 'A'.repeat(43) }),
  },
  { name: 'GET /v1/auth/providers', access: anybody, token: 'any', status: 200, path: plain('/v1/auth/providers') },
  {
    name: 'GET /v1/auth/provider/start',
    access: anybody,
    token: 'any',
    status: 404, // no provider is configured
    path: plain('/v1/auth/provider/start'),
  },
  {
    name: 'GET /v1/auth/provider/callback',
    access: anybody,
    token: 'any',
    status: 302, // to a page that says why
    path: plain('/v1/auth/provider/callback'),
  },
  {
    name: 'POST /v1/account/identity',
    access: signedIn,
    token: 'never',
    status: 404, // no provider is configured
    path: plain('/v1/account/identity'),
  },
  {
    name: 'DELETE /v1/account/identity',
    access: signedIn,
    token: 'never',
    status: 404, // no provider is configured
    path: plain('/v1/account/identity'),
  },
  { name: 'GET /v1/account', access: signedIn, token: 'never', status: 200, path: plain('/v1/account') },
  {
    name: 'PATCH /v1/account',
    access: signedIn,
    token: 'never',
    status: 200,
    path: plain('/v1/account'),
    body: () => ({ name: 'Another' }),
  },
  {
    name: 'POST /v1/account/verification',
    access: signedIn,
    token: 'never',
    status: 202,
    path: plain('/v1/account/verification'),
  },
  {
    name: 'PUT /v1/account/email',
    access: signedIn,
    token: 'never',
    status: 202,
    path: plain('/v1/account/email'),
    body: () => ({ email: `${freshName('new')}@example.org`, password: 'a long password' }),
  },
  { name: 'DELETE /v1/account/email', access: signedIn, token: 'never', status: 204, path: plain('/v1/account/email') },
  {
    name: 'GET /v1/account/sessions',
    access: signedIn,
    token: 'never',
    status: 200,
    path: plain('/v1/account/sessions'),
  },
  {
    name: 'DELETE /v1/account/sessions/{id}',
    access: { kind: 'owner-of-thing' },
    token: 'never',
    status: 204,
    path: ({ ids }) => `/v1/account/sessions/${ids.session}`,
  },
  {
    name: 'DELETE /v1/account/sessions',
    access: signedIn,
    token: 'never',
    status: 204,
    path: plain('/v1/account/sessions'),
  },
  {
    name: 'PUT /v1/account/password',
    access: signedIn,
    token: 'never',
    status: 200,
    path: plain('/v1/account/password'),
    body: () => ({ currentPassword: 'a long password', newPassword: 'another long password' }),
  },
  {
    name: 'GET /v1/account/export',
    access: signedIn,
    token: 'never',
    status: 200,
    path: plain('/v1/account/export'),
  },
  {
    name: 'POST /v1/account/close',
    access: signedIn,
    token: 'never',
    status: 409, // its workspace has other members
    path: plain('/v1/account/close'),
    body: ({ owner }) => ({ email: owner.email, password: 'another long password' }),
  },
  { name: 'GET /v1/admin/outbox', access: serverAdmin, token: 'never', status: 200, path: plain('/v1/admin/outbox') },
  { name: 'GET /v1/me', access: signedIn, token: 'any', status: 200, path: plain('/v1/me') },
  { name: 'GET /v1/tokens', access: signedIn, token: 'never', status: 200, path: plain('/v1/tokens') },
  {
    name: 'POST /v1/tokens',
    access: signedIn,
    token: 'never',
    status: 201,
    path: plain('/v1/tokens'),
    body: () => ({ name: 'another' }),
  },
  {
    name: 'DELETE /v1/tokens/{id}',
    access: { kind: 'owner-of-thing' },
    token: 'never',
    status: 204,
    path: ({ ids }) => `/v1/tokens/${ids.token}`,
  },
  {
    name: 'POST /v1/publishers',
    access: signedIn,
    token: 'publish',
    status: 201,
    path: plain('/v1/publishers'),
    body: () => ({ slug: freshName('made'), name: 'Made' }),
  },
  { name: 'GET /v1/publishers/{slug}', access: anybody, token: 'any', status: 200, path: publisherPath() },
  {
    name: 'GET /v1/publishers/{slug}/members',
    access: publisherRole('maintainer'),
    token: 'read',
    status: 200,
    path: publisherPath('/members'),
  },
  {
    name: 'POST /v1/publishers/{slug}/members',
    access: publisherRole('owner'),
    token: 'never',
    status: 201,
    path: publisherPath('/members'),
    body: ({ members }) => ({ email: members.viewer.email, role: 'owner' }),
  },
  {
    name: 'GET /v1/publishers/{slug}/versions',
    access: publisherRole('maintainer'),
    token: 'read',
    status: 200,
    path: publisherPath('/versions'),
  },
  {
    name: 'POST /v1/publishers/{slug}/versions',
    access: publisherRole('maintainer'),
    token: 'publish',
    status: 201,
    path: publisherPath('/versions'),
    upload: ({ extension }) => archiveOf(extension, '9.0.0'),
  },
  {
    name: 'GET /v1/publishers/{slug}/fleet',
    access: publisherRole('maintainer'),
    token: 'read',
    status: 200,
    path: publisherPath('/fleet'),
  },
  {
    name: 'GET /v1/publishers/{slug}/versions/{extension}/{version}',
    access: publisherRole('maintainer'),
    token: 'read',
    status: 200,
    path: ({ slug, extension }) => `/v1/publishers/${slug}/versions/${extension}/1.1.0`,
  },
  {
    name: 'POST /v1/publishers/{slug}/versions/{extension}/{version}/submit',
    access: publisherRole('maintainer'),
    token: 'publish',
    status: 409, // it is submitted already; what the right caller cannot do, nobody can
    path: ({ slug, extension }) => `/v1/publishers/${slug}/versions/${extension}/1.0.0/submit`,
  },
  {
    name: 'DELETE /v1/publishers/{slug}/versions/{extension}/{version}',
    access: publisherRole('maintainer'),
    token: 'publish',
    status: 409, // it is no draft; what the right caller cannot do, nobody can
    path: ({ slug, extension }) => `/v1/publishers/${slug}/versions/${extension}/1.0.0`,
  },
  {
    name: 'GET /v1/publishers/{slug}/extensions/{extension}/plans',
    access: publisherRole('maintainer'),
    token: 'read',
    status: 200,
    path: plansPath(),
  },
  {
    name: 'POST /v1/publishers/{slug}/extensions/{extension}/plans',
    access: publisherRole('owner'),
    token: 'billing',
    status: 201,
    path: plansPath(),
    body: () => ({ kind: 'one_time', name: 'For good', prices: [{ amountMinor: 100, currency: 'eur' }] }),
  },
  {
    name: 'PATCH /v1/publishers/{slug}/extensions/{extension}/plans/{plan}',
    access: publisherRole('owner'),
    token: 'billing',
    status: 200,
    path: (world) => plansPath(`/${world.ids.plan}`)(world),
    body: () => ({ name: 'Teams' }),
  },
  {
    name: 'POST /v1/publishers/{slug}/extensions/{extension}/plans/{plan}/prices',
    access: publisherRole('owner'),
    token: 'billing',
    status: 201,
    path: (world) => plansPath(`/${world.ids.plan}/prices`)(world),
    body: () => ({ amountMinor: 100, currency: 'usd', interval: 'month' }),
  },
  {
    name: 'POST /v1/publishers/{slug}/extensions/{extension}/plans/{plan}/prices/{price}/retire',
    access: publisherRole('owner'),
    token: 'billing',
    status: 200,
    path: (world) => plansPath(`/${world.ids.plan}/prices/${world.ids.prices[0]}/retire`)(world),
  },
  {
    name: 'GET /v1/extensions/{id}/plans',
    access: anybody,
    token: 'any',
    status: 200,
    path: ({ priced }) => `/v1/extensions/${priced}/plans`,
  },
  { name: 'GET /v1/extensions', access: anybody, token: 'any', status: 200, path: plain('/v1/extensions') },
  {
    name: 'GET /v1/extensions/{id}',
    access: anybody,
    token: 'any',
    status: 200,
    path: ({ extension }) => `/v1/extensions/${extension}`,
  },
  {
    name: 'GET /v1/extensions/{id}/versions/{version}',
    access: anybody,
    token: 'any',
    status: 200,
    path: versionPath(),
  },
  {
    name: 'GET /v1/extensions/{id}/versions/{version}/archive',
    access: anybody,
    token: 'any',
    status: 200,
    path: versionPath('/archive'),
  },
  {
    name: 'GET /v1/extensions/{id}/versions/{version}/files/{path}',
    access: anybody,
    token: 'any',
    status: 200,
    path: versionPath('/files/icon.svg'),
  },
  { name: 'GET /v1/shelves', access: anybody, token: 'any', status: 200, path: plain('/v1/shelves') },
  { name: 'GET /v1/suggestions', access: anybody, token: 'any', status: 200, path: plain('/v1/suggestions?q=th') },
  {
    name: 'GET /v1/extensions/{id}/related',
    access: anybody,
    token: 'any',
    status: 200,
    path: extensionPath('/related'),
  },
  {
    name: 'GET /v1/extensions/{id}/install-history',
    access: anybody,
    token: 'any',
    status: 200,
    path: extensionPath('/install-history'),
  },
  {
    name: 'GET /v1/extensions/{id}/badge.svg',
    access: anybody,
    token: 'any',
    status: 200,
    path: extensionPath('/badge.svg'),
  },
  { name: 'GET /v1/extensions/{id}/card', access: anybody, token: 'any', status: 200, path: extensionPath('/card') },
  {
    name: 'PUT /v1/extensions/{id}/featured',
    access: serverAdmin,
    token: 'never',
    status: 204,
    path: extensionPath('/featured'),
  },
  {
    name: 'DELETE /v1/extensions/{id}/featured',
    access: serverAdmin,
    token: 'never',
    status: 204,
    path: extensionPath('/featured'),
  },
  {
    name: 'PUT /v1/publishers/{slug}/verified',
    access: serverAdmin,
    token: 'never',
    status: 200,
    path: publisherPath('/verified'),
  },
  {
    name: 'DELETE /v1/publishers/{slug}/verified',
    access: serverAdmin,
    token: 'never',
    status: 200,
    path: publisherPath('/verified'),
  },
  {
    name: 'GET /v1/extensions/{id}/ratings',
    access: anybody,
    token: 'any',
    status: 200,
    path: extensionPath('/ratings'),
  },
  {
    name: 'GET /v1/extensions/{id}/ratings/own',
    access: signedIn,
    token: 'read',
    status: 200,
    path: extensionPath('/ratings/own'),
  },
  {
    name: 'PUT /v1/extensions/{id}/ratings/own',
    access: signedIn,
    token: 'install',
    status: 200,
    path: ({ borrowed }) => `/v1/extensions/${borrowed}/ratings/own`,
    body: () => ({ stars: 5 }),
  },
  {
    name: 'DELETE /v1/extensions/{id}/ratings/own',
    access: signedIn,
    token: 'install',
    status: 204,
    path: ({ borrowed }) => `/v1/extensions/${borrowed}/ratings/own`,
  },
  {
    name: 'GET /v1/publishers/{slug}/ratings',
    access: publisherRole('maintainer'),
    token: 'read',
    status: 200,
    path: publisherPath('/ratings'),
  },
  {
    name: 'PUT /v1/publishers/{slug}/ratings/{rating}/reply',
    access: publisherRole('maintainer'),
    token: 'publish',
    status: 200,
    path: (world) => publisherPath(`/ratings/${world.ids.rating}/reply`)(world),
    body: () => ({ text: 'Thank you.' }),
  },
  {
    name: 'DELETE /v1/publishers/{slug}/ratings/{rating}/reply',
    access: publisherRole('maintainer'),
    token: 'publish',
    status: 204,
    path: (world) => publisherPath(`/ratings/${world.ids.rating}/reply`)(world),
  },
  {
    name: 'POST /v1/ratings/{id}/reports',
    access: signedIn,
    token: 'never',
    status: 204,
    path: ratingPath('/reports'),
    body: () => ({ reason: 'Not about this' }),
  },
  {
    name: 'GET /v1/ratings/reported',
    access: serverAdmin,
    token: 'never',
    status: 200,
    path: plain('/v1/ratings/reported'),
  },
  {
    name: 'POST /v1/ratings/{id}/hide',
    access: serverAdmin,
    token: 'never',
    status: 200,
    path: ratingPath('/hide'),
    body: () => ({ reason: 'Not about this' }),
  },
  {
    name: 'POST /v1/ratings/{id}/show',
    access: serverAdmin,
    token: 'never',
    status: 200,
    path: ratingPath('/show'),
  },
  {
    name: 'POST /v1/workspaces',
    access: signedIn,
    token: 'install',
    status: 201,
    path: plain('/v1/workspaces'),
    body: () => ({ name: 'Another' }),
  },
  { name: 'GET /v1/workspaces', access: signedIn, token: 'read', status: 200, path: plain('/v1/workspaces') },
  {
    name: 'GET /v1/workspaces/{ws}',
    access: workspaceRole('viewer'),
    token: 'read',
    status: 200,
    path: workspacePath(),
  },
  {
    name: 'GET /v1/workspaces/{ws}/members',
    access: workspaceRole('viewer'),
    token: 'read',
    status: 200,
    path: workspacePath('/members'),
  },
  {
    name: 'POST /v1/workspaces/{ws}/members',
    access: workspaceRole('owner'),
    token: 'never',
    status: 201,
    path: workspacePath('/members'),
    body: ({ members }) => ({ email: members.viewer.email, role: 'admin' }),
  },
  {
    name: 'GET /v1/workspaces/{ws}/operations',
    access: workspaceRole('viewer'),
    token: 'read',
    status: 200,
    path: workspacePath('/operations'),
  },
  {
    name: 'GET /v1/workspaces/{ws}/openapi.json',
    access: workspaceRole('viewer'),
    token: 'read',
    status: 200,
    path: workspacePath('/openapi.json'),
  },
  {
    name: 'POST /v1/workspaces/{ws}/operations/{method}',
    access: workspaceRole('member'),
    token: 'call',
    status: 200,
    path: ({ ids, extension }) => `/v1/workspaces/${ids.workspace}/operations/${extension}:act`,
    body: () => ({}),
  },
  {
    name: 'POST /v1/workspaces/{ws}/jobs',
    access: workspaceRole('member'),
    token: 'call',
    status: 201,
    path: workspacePath('/jobs'),
    body: ({ extension }) => ({ jobType: `${extension}:work` }),
  },
  {
    name: 'GET /v1/workspaces/{ws}/job-types',
    access: workspaceRole('viewer'),
    token: 'read',
    status: 200,
    path: workspacePath('/job-types'),
  },
  {
    name: 'GET /v1/workspaces/{ws}/jobs',
    access: workspaceRole('viewer'),
    token: 'read',
    status: 200,
    path: workspacePath('/jobs'),
  },
  {
    name: 'GET /v1/workspaces/{ws}/jobs/events',
    access: workspaceRole('viewer'),
    token: 'read',
    status: 200,
    path: workspacePath('/jobs/events'),
  },
  {
    name: 'GET /v1/workspaces/{ws}/jobs/{job}',
    access: workspaceRole('viewer'),
    token: 'read',
    status: 200,
    path: jobPath(),
  },
  {
    name: 'GET /v1/workspaces/{ws}/jobs/{job}/children',
    access: workspaceRole('viewer'),
    token: 'read',
    status: 200,
    path: jobPath('/children'),
  },
  {
    name: 'GET /v1/workspaces/{ws}/jobs/{job}/logs',
    access: workspaceRole('viewer'),
    token: 'read',
    status: 200,
    path: jobPath('/logs'),
  },
  {
    name: 'GET /v1/workspaces/{ws}/jobs/{job}/events',
    access: workspaceRole('viewer'),
    token: 'read',
    status: 200,
    path: jobPath('/events'),
  },
  {
    name: 'GET /v1/workspaces/{ws}/schedules',
    access: workspaceRole('viewer'),
    token: 'read',
    status: 200,
    path: workspacePath('/schedules'),
  },
  {
    name: 'GET /v1/workspaces/{ws}/schedules/{schedule}',
    access: workspaceRole('viewer'),
    token: 'read',
    status: 200,
    path: schedulePath,
  },
  {
    name: 'POST /v1/workspaces/{ws}/jobs/{job}/pause',
    access: workspaceRole('member'),
    token: 'call',
    status: 409, // it has ended; what the right caller cannot do, nobody can
    path: jobPath('/pause'),
  },
  {
    name: 'POST /v1/workspaces/{ws}/jobs/{job}/resume',
    access: workspaceRole('member'),
    token: 'call',
    status: 409, // it has ended; what the right caller cannot do, nobody can
    path: jobPath('/resume'),
  },
  {
    name: 'POST /v1/workspaces/{ws}/jobs/{job}/cancel',
    access: workspaceRole('member'),
    token: 'call',
    status: 409, // it has ended; what the right caller cannot do, nobody can
    path: jobPath('/cancel'),
  },
  {
    name: 'POST /v1/workspaces/{ws}/jobs/{job}/retry',
    access: workspaceRole('member'),
    token: 'call',
    status: 409, // it has ended; what the right caller cannot do, nobody can
    path: jobPath('/retry'),
  },
  {
    name: 'POST /v1/workspaces/{ws}/schedules',
    access: workspaceRole('member'),
    token: 'call',
    status: 201,
    path: workspacePath('/schedules'),
    body: ({ extension }) => ({ jobType: `${extension}:work`, cron: '0 0 1 1 *' }),
  },
  {
    name: 'PATCH /v1/workspaces/{ws}/schedules/{schedule}',
    access: workspaceRole('member'),
    token: 'call',
    status: 200,
    path: schedulePath,
    body: () => ({ state: 'paused' }),
  },
  {
    name: 'DELETE /v1/workspaces/{ws}/schedules/{schedule}',
    access: workspaceRole('member'),
    token: 'call',
    status: 204,
    path: schedulePath,
  },
  {
    name: 'POST /v1/workspaces/{ws}/purchases',
    access: workspaceRole('admin'),
    token: 'billing',
    status: 201,
    path: workspacePath('/purchases'),
    body: ({ ids }) => ({ price: ids.prices[1] }),
  },
  {
    name: 'GET /v1/workspaces/{ws}/purchases',
    access: workspaceRole('viewer'),
    token: 'read',
    status: 200,
    path: workspacePath('/purchases'),
  },
  {
    name: 'GET /v1/workspaces/{ws}/purchases/{purchase}',
    access: workspaceRole('viewer'),
    token: 'read',
    status: 200,
    path: purchasePath(),
  },
  {
    name: 'GET /v1/workspaces/{ws}/purchases/{purchase}/usage',
    access: workspaceRole('viewer'),
    token: 'read',
    status: 409, // it is not paid by use
    path: purchasePath('/usage'),
  },
  {
    name: 'PATCH /v1/workspaces/{ws}/purchases/{purchase}',
    access: workspaceRole('admin'),
    token: 'billing',
    status: 422, // it has no seats
    path: purchasePath(),
    body: () => ({ seats: 2 }),
  },
  {
    name: 'POST /v1/workspaces/{ws}/purchases/{purchase}/keep',
    access: workspaceRole('admin'),
    token: 'billing',
    status: 409, // it was not cancelled
    path: purchasePath('/keep'),
  },
  {
    name: 'POST /v1/workspaces/{ws}/purchases/{purchase}/cancel',
    access: workspaceRole('admin'),
    token: 'billing',
    status: 200,
    path: purchasePath('/cancel'),
  },
  {
    name: 'GET /v1/workspaces/{ws}/invoices',
    access: workspaceRole('admin'),
    token: 'read',
    status: 200,
    path: workspacePath('/invoices'),
  },
  {
    name: 'POST /v1/workspaces/{ws}/billing-portal',
    access: workspaceRole('admin'),
    token: 'billing',
    status: 200,
    path: workspacePath('/billing-portal'),
  },
  {
    name: 'GET /v1/workspaces/{ws}/entitlements',
    access: workspaceRole('viewer'),
    token: 'read',
    status: 200,
    path: workspacePath('/entitlements'),
  },
  {
    name: 'GET /v1/workspaces/{ws}/entitlements/{extension}',
    access: workspaceRole('viewer'),
    token: 'read',
    status: 200,
    path: (world) => workspacePath(`/entitlements/${world.priced}`)(world),
  },
  {
    name: 'GET /v1/workspaces/{ws}/installs',
    access: workspaceRole('viewer'),
    token: 'read',
    status: 200,
    path: workspacePath('/installs'),
  },
  {
    name: 'POST /v1/workspaces/{ws}/installs',
    access: workspaceRole('admin'),
    token: 'install',
    status: 409, // it is installed already; what the right caller cannot do, nobody can
    path: workspacePath('/installs'),
    body: ({ extension }) => ({ extension, grants: [WORLD_GRANT] }),
  },
  {
    name: 'GET /v1/workspaces/{ws}/installs/{install}',
    access: workspaceRole('viewer'),
    token: 'read',
    status: 200,
    path: installPath(),
  },
  {
    name: 'GET /v1/workspaces/{ws}/installs/{install}/logs',
    access: workspaceRole('viewer'),
    token: 'read',
    status: 200,
    path: installPath('/logs'),
  },
  {
    name: 'GET /v1/workspaces/{ws}/installs/{install}/logs/events',
    access: workspaceRole('viewer'),
    token: 'read',
    status: 200,
    path: installPath('/logs/events'),
  },
  {
    name: 'GET /v1/workspaces/{ws}/installs/{install}/usage',
    access: workspaceRole('viewer'),
    token: 'read',
    status: 200,
    path: installPath('/usage'),
  },
  {
    name: 'PUT /v1/workspaces/{ws}/installs/{install}/grants',
    access: workspaceRole('admin'),
    token: 'install',
    status: 200,
    path: installPath('/grants'),
    body: () => ({ grants: [] }),
  },
  {
    name: 'PUT /v1/workspaces/{ws}/installs/{install}/grants/{permission}',
    access: workspaceRole('admin'),
    token: 'install',
    status: 200,
    path: installPath('/grants/entries.read'),
    body: () => ({ scope: { paths: ['/notes/**'] }, expiresInSeconds: 3600 }),
  },
  {
    name: 'DELETE /v1/workspaces/{ws}/installs/{install}/grants/{permission}',
    access: workspaceRole('admin'),
    token: 'install',
    status: 200,
    path: installPath('/grants/entries.read'),
  },
  {
    name: 'GET /v1/publishers/{slug}/earnings',
    access: publisherRole('maintainer'),
    token: 'read',
    status: 200,
    path: publisherPath('/earnings'),
  },
  {
    name: 'GET /v1/publishers/{slug}/earnings/days',
    access: publisherRole('maintainer'),
    token: 'read',
    status: 200,
    path: publisherPath('/earnings/days'),
  },
  {
    name: 'GET /v1/publishers/{slug}/charges',
    access: publisherRole('maintainer'),
    token: 'read',
    status: 200,
    path: publisherPath('/charges'),
  },
  {
    name: 'GET /v1/publishers/{slug}/disputes',
    access: publisherRole('maintainer'),
    token: 'read',
    status: 200,
    path: publisherPath('/disputes'),
  },
  {
    name: 'GET /v1/publishers/{slug}/payouts',
    access: publisherRole('maintainer'),
    token: 'read',
    status: 200,
    path: publisherPath('/payouts'),
  },
  {
    name: 'GET /v1/publishers/{slug}/charges/{charge}',
    access: publisherRole('maintainer'),
    token: 'read',
    status: 404, // there is none; what the right caller cannot do, nobody can
    path: publisherPath('/charges/019a0000-0000-7000-8000-000000000000'),
  },
  {
    name: 'GET /v1/publishers/{slug}/payouts/{payout}',
    access: publisherRole('maintainer'),
    token: 'read',
    status: 404, // there is none; what the right caller cannot do, nobody can
    path: publisherPath('/payouts/019a0000-0000-7000-8000-000000000000'),
  },
  {
    name: 'GET /v1/publishers/{slug}/statements/{month}',
    access: publisherRole('maintainer'),
    token: 'read',
    status: 200,
    path: publisherPath('/statements/2026-11'),
  },
  {
    name: 'POST /v1/publishers/{slug}/charges/{charge}/refunds',
    access: publisherRole('owner'),
    token: 'never',
    status: 404, // there is none; what the right caller cannot do, nobody can
    path: publisherPath('/charges/019a0000-0000-7000-8000-000000000000/refunds'),
    body: () => ({ reason: 'As agreed' }),
  },
  {
    name: 'POST /v1/publishers/{slug}/payouts',
    access: publisherRole('owner'),
    token: 'never',
    status: 409, // there is no account to pay to; what the right caller cannot do, nobody can
    path: publisherPath('/payouts'),
  },
  {
    name: 'POST /v1/publishers/{slug}/payout-account/refresh',
    access: publisherRole('owner'),
    token: 'never',
    status: 200,
    path: publisherPath('/payout-account/refresh'),
  },
  {
    name: 'POST /v1/publishers/{slug}/payout-account/dashboard',
    access: publisherRole('owner'),
    token: 'never',
    status: 409, // there is no account; what the right caller cannot do, nobody can
    path: publisherPath('/payout-account/dashboard'),
  },
  {
    name: 'POST /v1/publishers/{slug}/payout-account/onboarding',
    access: publisherRole('owner'),
    token: 'never',
    status: 200,
    path: publisherPath('/payout-account/onboarding'),
    body: () => ({ returnTo: '/studio' }),
  },
  {
    name: 'GET /v1/admin/billing/share-rules',
    access: serverAdmin,
    token: 'review',
    status: 200,
    path: plain('/v1/admin/billing/share-rules'),
  },
  {
    name: 'GET /v1/admin/billing/charges',
    access: serverAdmin,
    token: 'review',
    status: 200,
    path: plain('/v1/admin/billing/charges'),
  },
  {
    name: 'GET /v1/admin/billing/disputes',
    access: serverAdmin,
    token: 'review',
    status: 200,
    path: plain('/v1/admin/billing/disputes'),
  },
  {
    name: 'GET /v1/admin/billing/accounts',
    access: serverAdmin,
    token: 'review',
    status: 200,
    path: plain('/v1/admin/billing/accounts'),
  },
  {
    name: 'GET /v1/admin/billing/troubles',
    access: serverAdmin,
    token: 'review',
    status: 200,
    path: plain('/v1/admin/billing/troubles'),
  },
  {
    name: 'GET /v1/admin/billing/ledger',
    access: serverAdmin,
    token: 'review',
    status: 200,
    path: plain('/v1/admin/billing/ledger'),
  },
  {
    name: 'GET /v1/admin/billing/ledger.csv',
    access: serverAdmin,
    token: 'review',
    status: 200,
    path: plain('/v1/admin/billing/ledger.csv'),
  },
  {
    name: 'GET /v1/admin/billing/reconciliations',
    access: serverAdmin,
    token: 'review',
    status: 200,
    path: plain('/v1/admin/billing/reconciliations'),
  },
  {
    name: 'GET /v1/admin/billing/charges/{charge}',
    access: serverAdmin,
    token: 'review',
    status: 404, // there is none; what the right caller cannot do, nobody can
    path: plain('/v1/admin/billing/charges/019a0000-0000-7000-8000-000000000000'),
  },
  // There is no dispute; what the right caller cannot do, nobody can.
  {
    name: 'GET /v1/admin/billing/disputes/{dispute}',
    access: serverAdmin,
    token: 'review',
    status: 404,
    path: noDispute(),
  },
  {
    name: 'PUT /v1/admin/billing/disputes/{dispute}/answer',
    access: serverAdmin,
    token: 'review',
    status: 404,
    path: noDispute('/answer'),
    body: () => ({ texts: { more: 'It was delivered' } }),
  },
  {
    name: 'PUT /v1/admin/billing/disputes/{dispute}/files/{file}',
    access: serverAdmin,
    token: 'review',
    status: 415, // JSON is no document
    path: noDispute('/files/receipt?name=receipt.pdf'),
    body: () => ({}),
  },
  {
    name: 'DELETE /v1/admin/billing/disputes/{dispute}/files/{file}',
    access: serverAdmin,
    token: 'review',
    status: 404,
    path: noDispute('/files/receipt'),
  },
  {
    name: 'POST /v1/admin/billing/disputes/{dispute}/answer',
    access: serverAdmin,
    token: 'review',
    status: 404,
    path: noDispute('/answer'),
  },
  {
    name: 'POST /v1/admin/billing/disputes/{dispute}/accept',
    access: serverAdmin,
    token: 'never',
    status: 404,
    path: noDispute('/accept'),
  },
  {
    name: 'POST /v1/admin/billing/charges/{charge}/refunds',
    access: serverAdmin,
    token: 'never',
    status: 404, // there is none; what the right caller cannot do, nobody can
    path: plain('/v1/admin/billing/charges/019a0000-0000-7000-8000-000000000000/refunds'),
    body: () => ({ reason: 'As agreed' }),
  },
  {
    name: 'POST /v1/admin/billing/share-rules',
    access: serverAdmin,
    token: 'never',
    status: 201,
    path: plain('/v1/admin/billing/share-rules'),
    body: () => ({ publisherBasisPoints: 7_000, reason: 'As before' }),
  },
  {
    name: 'POST /v1/admin/billing/payouts',
    access: serverAdmin,
    token: 'never',
    status: 204,
    path: plain('/v1/admin/billing/payouts'),
  },
  {
    name: 'POST /v1/admin/billing/reconciliations',
    access: serverAdmin,
    token: 'never',
    status: 200,
    path: plain('/v1/admin/billing/reconciliations'),
  },
  { name: 'GET /v1/reviews', access: serverAdmin, token: 'review', status: 200, path: plain('/v1/reviews') },
  {
    name: 'GET /v1/reviews/reasons',
    access: serverAdmin,
    token: 'review',
    status: 200,
    path: plain('/v1/reviews/reasons'),
  },
  {
    name: 'GET /v1/reviews/{id}/history',
    access: serverAdmin,
    token: 'review',
    status: 200,
    path: ({ versions }) => `/v1/reviews/${versions.waiting.reviewId}/history`,
  },
  {
    name: 'GET /v1/reviews/{id}/trial-runs',
    access: serverAdmin,
    token: 'review',
    status: 200,
    path: ({ versions }) => `/v1/reviews/${versions.waiting.reviewId}/trial-runs`,
  },
  {
    name: 'POST /v1/reviews/{id}/trial-runs',
    access: serverAdmin,
    token: 'review',
    status: 202,
    path: ({ versions }) => `/v1/reviews/${versions.waiting.reviewId}/trial-runs`,
  },
  {
    name: 'GET /v1/reviews/{id}/diff/{path}',
    access: serverAdmin,
    token: 'review',
    status: 200,
    path: ({ versions }) => `/v1/reviews/${versions.waiting.reviewId}/diff/extension.js`,
  },
  {
    name: 'GET /v1/reviews/{id}',
    access: serverAdmin,
    token: 'review',
    status: 200,
    path: ({ versions }) => `/v1/reviews/${versions.waiting.reviewId}`,
  },
  {
    name: 'GET /v1/reviews/{id}/files/{path}',
    access: serverAdmin,
    token: 'review',
    status: 200,
    path: ({ versions }) => `/v1/reviews/${versions.waiting.reviewId}/files/extension.js`,
  },
  {
    name: 'POST /v1/reviews/{id}/approve',
    access: serverAdmin,
    token: 'review',
    status: 200,
    path: ({ versions }) => `/v1/reviews/${versions.waiting.reviewId}/approve`,
  },
  {
    name: 'POST /v1/reviews/{id}/reject',
    access: serverAdmin,
    token: 'review',
    status: 200,
    path: ({ versions }) => `/v1/reviews/${versions.hopeless.reviewId}/reject`,
    body: () => ({ reason: 'It does not do what it says' }),
  },
  {
    name: 'POST /v1/workspaces/{ws}/installs/{install}/update',
    access: workspaceRole('admin'),
    token: 'install',
    status: 200,
    path: installPath('/update'),
    body: () => ({ version: '1.1.0', grants: [WORLD_GRANT] }),
  },
  {
    name: 'POST /v1/workspaces/{ws}/installs/{install}/resume',
    access: workspaceRole('admin'),
    token: 'install',
    status: 409, // it is not suspended; what the right caller cannot do, nobody can
    path: installPath('/resume'),
  },
  {
    name: 'POST /v1/publishers/{slug}/versions/{extension}/{version}/yank',
    access: publisherRole('maintainer'),
    token: 'publish',
    status: 200,
    path: ({ slug, extension }) => `/v1/publishers/${slug}/versions/${extension}/1.0.0/yank`,
  },
  {
    name: 'POST /v1/reviews/{id}/take-down',
    access: serverAdmin,
    token: 'review',
    status: 200,
    path: ({ versions }) => `/v1/reviews/${versions.approved.reviewId}/take-down`,
    body: () => ({ reason: 'It does harm' }),
  },
  {
    name: 'DELETE /v1/workspaces/{ws}/installs/{install}',
    access: workspaceRole('admin'),
    token: 'install',
    status: 204,
    path: installPath(),
  },
  {
    name: 'DELETE /v1/workspaces/{ws}/members/{userId}',
    access: workspaceRole('owner'),
    token: 'never',
    status: 204,
    path: ({ ids }) => `/v1/workspaces/${ids.workspace}/members/${ids.leaver}`,
  },
  {
    name: 'DELETE /v1/publishers/{slug}/members/{userId}',
    access: publisherRole('owner'),
    token: 'never',
    status: 204,
    path: ({ slug, ids }) => `/v1/publishers/${slug}/members/${ids.maintainer}`,
  },
  { name: 'POST /v1/auth/sign-out', access: signedIn, token: 'never', status: 204, path: plain('/v1/auth/sign-out') },
]
