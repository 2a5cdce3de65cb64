import type { Shelves } from '@grantry/contract'
import type { StorePage } from '../../platform/http/index.ts'
import { HOUSE, PROMISE } from './words.ts'

export function homePage(shelves: Shelves, origin: string): StorePage {
  return {
    status: 200,
    title: 'Extension store',
    description: `${PROMISE} Every one is reviewed, asks for each permission in plain words, and runs behind a gate that you open and close.`,
    canonical: '/',
    kind: 'website',
    picture: null,
    linkedData: [
      {
        '@type': 'WebSite',
        name: HOUSE,
        url: `${origin}/`,
        description: PROMISE,
        potentialAction: {
          '@type': 'SearchAction',
          target: { '@type': 'EntryPoint', urlTemplate: `${origin}/search?q={search_term_string}` },
          'query-input': 'required name=search_term_string',
        },
      },
    ],
    answers: { '/v1/shelves': shelves },
    component: 'src/routes/store/home.page.tsx',
  }
}
