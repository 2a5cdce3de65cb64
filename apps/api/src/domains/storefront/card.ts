import { createHash } from 'node:crypto'
import { type ExtensionDetail, pricingText } from '@grantry/contract'
import { markup, trusted } from '../../platform/http/index.ts'
import { HOUSE } from './words.ts'

const STYLE = `:root{color-scheme:light dark}
body{margin:0;font:15px/1.45 system-ui,sans-serif;background:transparent;color:light-dark(#17262e,#e3edf1)}
a{display:flex;gap:14px;padding:14px;border:1px solid light-dark(#cfdade,#2a3a43);border-radius:10px;background:light-dark(#fff,#121b21);color:inherit;text-decoration:none}
a:focus-visible{outline:2px solid light-dark(#0d4a5c,#6fc7dd);outline-offset:-3px}
img{width:44px;height:44px;border-radius:8px;object-fit:contain}
h1{margin:0;font-size:16px}p{margin:2px 0 0}.faint{color:light-dark(#51646d,#9db0b8);font-size:13px}`

/** A page that other sites may show in a frame: no script, no style but its own, nothing to fill in. */
export const CARD_POLICY = [
  "default-src 'none'",
  "img-src 'self'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  'frame-ancestors *',
].join('; ')

export function card(extension: ExtensionDetail, origin: string): string {
  const { id, name, publisher, description, iconUrl, rating, risk, installs, pricing } = extension
  const facts = [
    pricingText(pricing),
    rating.average === null ? null : `★ ${rating.average} (${rating.count})`,
    `${installs} ${installs === 1 ? 'install' : 'installs'}`,
    `${risk} risk`,
    HOUSE,
  ]
  const icon = iconUrl === null ? '' : markup`<img src="${iconUrl}" alt="" width="44" height="44">`
  return markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${name} · ${HOUSE}</title><style>${trusted(STYLE)}</style></head>
<body><a href="${origin}/extensions/${id}" target="_blank" rel="noopener">${icon}<span><h1>${name} <span class="faint">by ${publisher.name}${publisher.verified ? ' ✓ verified' : ''}</span></h1><p>${description}</p><p class="faint">${facts.filter((fact) => fact !== null).join(' · ')}</p></span></a></body></html>`
    .html
}
