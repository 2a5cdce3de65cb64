import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { queryClient } from './lib/query-client.ts'
import { router } from './router.ts'
import './styles/index.css'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')

/**
 * What the server put there stays in sight until the page can take its place at once. Not by a top-level await: the
 * pages import this very module's file, and would wait for it as it waits for them.
 */
async function start(place: HTMLElement): Promise<void> {
  if (place.hasChildNodes()) await router.load()
  createRoot(place).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  )
}

void start(root)
