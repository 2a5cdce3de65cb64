import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type AnyRouter, RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'

/** The whole of the web store, for the browser and for the server that draws its first view. */
export const StoreApp = ({ queryClient, router }: { queryClient: QueryClient; router: AnyRouter }) => (
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>
)
