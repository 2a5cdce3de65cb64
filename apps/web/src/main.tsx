import { createRoot, hydrateRoot } from 'react-dom/client'
import { type BroughtAnswers, rememberAnswers } from './lib/brought-answers.ts'
import { repeatTouches, takeEarlyTouches } from './lib/early-touches.ts'
import { queryClient } from './lib/query-client.ts'
import { router } from './router.ts'
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
  const app = <StoreApp queryClient={queryClient} router={router} />
  const brought = document.getElementById('answers')?.textContent
  if (brought === undefined) {
    takeEarlyTouches()
    createRoot(place).render(app)
    return
  }
  rememberAnswers(queryClient, JSON.parse(brought) as BroughtAnswers)
  await router.load()
  // The router draws no outermost boundary on the server, and expects none where it takes over.
  router.ssr = { manifest: undefined }
  const letGo = router.subscribe('onRendered', () => {
    letGo()
    const targets = takeEarlyTouches()
    setTimeout(() => repeatTouches(targets))
  })
  hydrateRoot(place, app)
}

void start(root)
