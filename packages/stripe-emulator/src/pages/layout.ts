import { createHash } from 'node:crypto'

import { html, type Html } from './html.ts'

const STYLE = `
:root { color-scheme: light dark; background: light-dark(#fff, #121212); font: 16px/1.5 system-ui, sans-serif; accent-color: #5b4fcf }
body { margin: 0 auto; max-width: 46rem; padding: 0 1rem 4rem }
.banner { margin: 0 -1rem 1.5rem; padding: .6rem 1rem; background: light-dark(#fff3c4, #4a3b00); border-bottom: 1px solid light-dark(#b58900, #b58900) }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2rem }
label { display: block; margin: .8rem 0 .2rem; font-weight: 600 }
input, select, button { font: inherit; padding: .45rem .7rem; border: 1px solid light-dark(#767676, #8f8f8f); border-radius: .3rem; background: Field; color: FieldText }
input:not([type=number]), select { width: 100%; box-sizing: border-box }
button { cursor: pointer; background: light-dark(#5b4fcf, #8a80f0); color: light-dark(#fff, #111); border-color: transparent }
button.quiet { background: transparent; color: inherit; border-color: light-dark(#767676, #8f8f8f) }
:focus-visible { outline: 3px solid light-dark(#5b4fcf, #b3adff); outline-offset: 2px }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .35rem .5rem; border-bottom: 1px solid light-dark(#ccc, #555); vertical-align: top }
td form { display: inline-block } caption { text-align: left; font-weight: 600 } .scroll { overflow-x: auto } a { color: light-dark(#3f34a8, #b3adff) }
[role=alert] { padding: .6rem 1rem; border: 2px solid light-dark(#b3261e, #f2958f); border-radius: .3rem }
.actions { display: flex; gap: .6rem; flex-wrap: wrap; margin-top: 1rem }
code { font-size: .9em; overflow-wrap: anywhere }
`

/** As one piece: its hash counts every space. */
const STYLE_ELEMENT: Html = { markup: `<style>${STYLE}</style>` }
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

export interface Page {
  readonly title: string
  readonly body: Html
  /** What went wrong with the form that was sent. */
  readonly problem?: string | undefined
  readonly status?: number
  /** Addresses that a form of this page may lead to. */
  readonly leadsTo?: readonly (string | null | undefined)[]
}

export function renderPage({ title, body, problem }: Page): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} – local Stripe emulator</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <header class="banner"><strong>This is a local Stripe emulator. No money moves.</strong></header>
        <main>
          <h1>${title}</h1>
          ${problem === undefined ? null : html`<p role="alert">${problem}</p>`} ${body}
        </main>
      </body>
    </html>`
  return page.markup
}

/** Nothing is loaded from anywhere; forms lead here, and to where the page says. */
export function contentSecurityPolicy({ leadsTo = [] }: Page): string {
  const targets = leadsTo.flatMap((url) => (url && URL.canParse(url) ? [new URL(url).origin] : []))
  return [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    `form-action 'self' ${[...new Set(targets)].join(' ')}`.trim(),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
