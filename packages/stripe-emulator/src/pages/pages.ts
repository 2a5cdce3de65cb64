import type { FastifyInstance } from 'fastify'

import { checkoutPage } from './checkout.page.ts'
import { confirmationPage } from './confirmation.page.ts'
import { controlPage } from './control.page.ts'
import { expressPage } from './express.page.ts'
import { html } from './html.ts'
import { invoicePage } from './invoice.page.ts'
import { onboardingPage } from './onboarding.page.ts'
import { type PageHandlers, type PageParts, registerPage } from './page-server.ts'
import { portalPage } from './portal.page.ts'

const frontPage: PageHandlers = {
  show: () => ({
    title: 'Local Stripe emulator',
    body: html`
      <p>It speaks a part of Stripe's HTTP API, for development and tests. It is not Stripe.</p>
      <p><a href="/_emulator">Control: time, disputes, refunds, payouts, deliveries</a></p>
    `,
  }),
}

/** The pages that people click through, by path. */
const PAGES: Readonly<Record<string, PageHandlers>> = {
  '/': frontPage,
  '/_emulator': controlPage,
  '/c/pay/:id': checkoutPage,
  '/confirm/:id': confirmationPage,
  '/express/:id': expressPage,
  '/i/:id': invoicePage,
  '/p/session/:id': portalPage,
  '/setup/:id': onboardingPage,
}

export function registerPages(server: FastifyInstance, parts: PageParts): void {
  for (const [path, handlers] of Object.entries(PAGES)) registerPage(server, parts, path, handlers)
}
