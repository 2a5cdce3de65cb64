import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { ProblemPanel } from '../../components/ui/problem-panel.tsx'
import { Page } from '../../components/ui/page.tsx'
import { Loading, SkeletonRows } from '../../components/ui/skeleton.tsx'
import { begin, safeNext } from '../../lib/session.ts'

const route = getRouteApi('/account/{-$part}')

/** Where a sign-in with a provider comes back to: the session is there, and this page only learns whose it is. */
export function SignedInPage() {
  const { next } = route.useSearch()
  const router = useRouter()
  const { isSuccess, error, refetch } = useQuery({
    queryKey: ['me', 'begin'],
    queryFn: () => begin().then(() => true),
    staleTime: 0,
    gcTime: 0,
  })
  useEffect(() => {
    if (isSuccess) router.history.replace(safeNext(next))
  }, [isSuccess, next, router])
  return (
    <Page title="Signing in" width="form">
      {error ? (
        <ProblemPanel error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading label="Signing in">
          <SkeletonRows count={2} />
        </Loading>
      )}
    </Page>
  )
}
