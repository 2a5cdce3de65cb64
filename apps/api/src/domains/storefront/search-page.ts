import type { Shelves } from '@grantry/contract'
import { markup, type StorePage } from '../../platform/http/index.ts'
import { categoryName, frame, shelfOf } from './words.ts'

/** A shelf is a page of its own; what somebody typed is not for search engines. */
export function searchPage(query: URLSearchParams, { categories, total }: Shelves): StorePage {
  const category = shelfOf(query.get('category'))
  const plain = [...query.keys()].every((key) => key === 'category')
  const name = category === null ? null : categoryName(category)
  const count = category === null ? total : (categories.find((shelf) => shelf.category === category)?.extensions ?? 0)
  const title = name === null ? 'Store' : `${name} extensions`
  const description =
    name === null
      ? `Search ${many(total)} by what they do, what they may touch, and what people say of them.`
      : `${many(count)} for ${name.toLowerCase()}, each reviewed, with every permission in plain words.`
  return {
    status: 200,
    title,
    description,
    canonical: !plain ? null : category === null ? '/search' : `/search?category=${category}`,
    kind: 'website',
    image: null,
    linkedData: [{ '@type': 'CollectionPage', name: title, description }],
    answers: {},
    body: frame(markup`
<div class="measure py-8 sm:py-10">
  <header class="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-4"><h1 class="text-2xl font-semibold">${title}</h1></header>
</div>`),
    component: 'src/routes/store/search.page.tsx',
  }
}

const many = (count: number): string => `${count} ${count === 1 ? 'extension' : 'extensions'}`
