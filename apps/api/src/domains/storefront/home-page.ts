import type { Shelves } from '@grantry/contract'
import { markup, type StorePage } from '../../platform/http/index.ts'
import { extensionLinks, frame, HOUSE, PROMISE } from './words.ts'

export function homePage(shelves: Shelves, origin: string): StorePage {
  const shown = shelves.featured.length > 0 ? shelves.featured : shelves.popular
  return {
    status: 200,
    title: 'Extension store',
    description: `${PROMISE} Every one is reviewed, asks for each permission in plain words, and runs behind a gate that you open and close.`,
    canonical: '/',
    kind: 'website',
    image: null,
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
    body: frame(markup`
<div class="measure">
  <div class="grid items-center gap-10 py-12 sm:py-16 lg:grid-cols-[minmax(0,1fr)_20rem]"><div class="grid gap-5">
    <h1 class="text-3xl font-semibold sm:text-4xl">Extensions that do what you allow, <span class="text-accent-text">and nothing else.</span></h1>
    <p class="max-w-xl text-lg text-ink-muted">Every one is reviewed, asks for each permission in plain words, and runs behind a gate that you open and close.</p>
    <div class="h-11 max-w-xl"></div>
  </div></div>
  ${extensionLinks(shown)}
</div>`),
    component: 'src/routes/store/home.page.tsx',
  }
}
