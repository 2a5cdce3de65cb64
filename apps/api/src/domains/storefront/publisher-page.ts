import type { ExtensionSummary, Page, Publisher } from '@grantry/contract'
import type { StorePage } from '../../platform/http/index.ts'
import { shortened } from './words.ts'

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
    picture: null,
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
    component: 'src/routes/store/publisher.page.tsx',
  }
}
