import { startTransition } from 'react'
import { createRoot, hydrateRoot } from 'react-dom/client'
import { type Brought, rememberAnswers } from './lib/brought-answers.ts'
import { repeatTouches, takeEarlyTouches } from './lib/early-touches.ts'
import { rememberWords } from './lib/locale.ts'
import { queryClient } from './lib/query-client.ts'
import { followOtherTabs, rememberVisitor } from './lib/session.ts'
import { createStoreRouter } from './router.ts'
import { StoreApp } from './store-app.tsx'
import './styles/index.css'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')

/**
 * A page that the server has drawn is taken over as it stands, with the answers from which it was drawn; any other is
 * drawn here. Not by a top-level await: the pages import this very module's file, and would wait for it as it waits for
 * them.
 */
async function start(place: HTMLElement): Promise<void> {
  rememberVisitor()
  followOtherTabs()
  const router = createStoreRouter()
  const app = <StoreApp queryClient={queryClient} router={router} />
  const block = document.getElementById('brought')?.textContent
  if (block === undefined) {
    takeEarlyTouches()
    createRoot(place).render(app)
    return
  }
  const { answers, words } = JSON.parse(block) as Brought
  rememberAnswers(queryClient, answers)
  rememberWords(words)
  await router.load()
  // The router draws no outermost boundary on the server, and expects none where it takes over.
  router.ssr = { manifest: undefined }
  const letGo = router.subscribe('onRendered', () => {
    letGo()
    const targets = takeEarlyTouches()
    setTimeout(() => repeatTouches(targets))
  })
  // In small steps, between which the browser answers whoever scrolls or types.
  startTransition(() => void hydrateRoot(place, app))
}

// In a task of its own: the browser has been busy long enough with reading the scripts.
setTimeout(() => void start(root))
