import type { ExtensionSummary, Page, Publisher } from '@grantry/contract'
import { markup, type StorePage } from '../../platform/http/index.ts'
import { extensionLinks, frame, shortened } from './words.ts'

export function publisherPage(publisher: Publisher, extensions: Page<ExtensionSummary>, origin: string): StorePage {
  const { slug, name, verified } = publisher
  const names = extensions.items.map((extension) => extension.name).join(', ')
  const who = verified ? `${name}, a verified publisher` : name
  return {
    status: 200,
    title: name,
    description: shortened(names === '' ? `${who} on Grantry.` : `Extensions of ${who}: ${names}.`),
    canonical: `/publishers/${slug}`,
    kind: 'profile',
    image: null,
    linkedData: [
      {
        '@type': 'ProfilePage',
        mainEntity: { '@type': 'Organization', name, url: `${origin}/publishers/${slug}` },
      },
    ],
    answers: {
      [`/v1/publishers/${slug}`]: publisher,
      [`/v1/extensions?publisher=${slug}&limit=100`]: extensions,
    },
    body: frame(markup`
<div class="measure py-8 sm:py-10">
  <header class="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-4"><div class="grid max-w-2xl gap-1.5"><h1 class="text-2xl font-semibold">${name}</h1></div></header>
  ${extensionLinks(extensions.items)}
</div>`),
    component: 'src/routes/store/publisher.page.tsx',
  }
}
