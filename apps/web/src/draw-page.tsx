import { AsyncLocalStorage } from 'node:async_hooks'
import { QueryClient } from '@tanstack/react-query'
import { createMemoryHistory, createRouter } from '@tanstack/react-router'
import { renderToReadableStream } from 'react-dom/server.edge'
import { type Brought, rememberAnswers } from './lib/brought-answers.ts'
import { englishOfHeader, type Reader, writeFor } from './lib/locale.ts'
import { ROUTER_LOOKS } from './router-looks.ts'
import { storeTree } from './routes/store-tree.ts'
import { questionAt } from './routes/store/first-questions.ts'
import { readableAddress } from './routes/store/store.search.ts'
import { StoreApp } from './store-app.tsx'

export interface DrawnPage {
  /** What belongs into `#root`. */
  html: string
  /** What the page's scripts need to take it over, for the data block `#brought`. */
  brought: Brought
  /** How numbers and days are written in it; the scripts go on in the same way. For `data-locale` of `<html>`. */
  locale: string
}

interface Request {
  /** Path and query. */
  address: string
  /** The header of this name, or nothing. */
  acceptLanguage: string
  /** Of the API by their address: all that the page needs, as nothing can be asked for here. */
  answers: Readonly<Record<string, unknown>>
}

const NOBODY: Reader = { locale: 'en', words: (_, write) => write() }
const readerOfPage = new AsyncLocalStorage<Reader>()
writeFor(() => readerOfPage.getStore() ?? NOBODY)

/**
 * Draws a page of the store as a visitor sees it first. The API server calls this from the build. Null for an address
 * that the browser would write in another way, such as one with two strokes in a row.
 *
 * @throws when an answer is missing, or is none that a page of the store asks for
 */
export async function drawPage({ address, acceptLanguage, answers }: Request): Promise<DrawnPage | null> {
  const known = Object.entries(answers).map(([asked, answer]) => questionAt(asked, answer))
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  rememberAnswers(queryClient, known)
  const router = createRouter({
    ...ROUTER_LOOKS,
    routeTree: storeTree,
    history: createMemoryHistory({ initialEntries: [readableAddress(address)] }),
    context: { queryClient, bringAllRoutes: () => Promise.reject(new Error(`${address} is no page of the store`)) },
  })
  await router.load()
  const { matches } = router.state
  if (matches.length === 0) return null
  const failed = matches.find(({ status }) => status === 'error')
  if (failed !== undefined) throw failed.error
  const locale = englishOfHeader(acceptLanguage)
  const words: Record<string, string> = {}
  const reader: Reader = { locale, words: (what, write) => (words[what] ??= write()) }
  const html = await readerOfPage.run(reader, () => drawn(<StoreApp queryClient={queryClient} router={router} />))
  return { html, brought: { answers: known, words }, locale }
}

/** In one piece: what comes in parts is put together by inline scripts, which the content security policy forbids. */
async function drawn(app: React.ReactElement): Promise<string> {
  const errors: unknown[] = []
  const stream = await renderToReadableStream(app, {
    progressiveChunkSize: Infinity,
    onError: (error) => void errors.push(error),
  })
  await stream.allReady
  if (errors.length > 0) throw errors[0]
  return new Response(stream).text()
}
