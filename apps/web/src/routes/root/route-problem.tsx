import { ProblemError } from '@grantry/sdk/client/problem'
import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import { ButtonLink } from '../../components/ui/button.tsx'
import { ProblemPanel } from '../../components/ui/problem-panel.tsx'
import { useTitle } from '../../components/ui/use-page.ts'
import { shownProblem } from '../../lib/problem.ts'
import { NotFoundPage } from './not-found.page.tsx'

/** Where a page, or a part of one, could not be had. */
export function RouteProblem({ error }: ErrorComponentProps) {
  const status = error instanceof ProblemError ? error.status : null
  return status === 404 ? <NotFoundPage /> : <Problem error={error} status={status} />
}

function Problem({ error, status }: { error: unknown; status: number | null }) {
  const router = useRouter()
  const { reset } = useQueryErrorResetBoundary()
  useTitle(shownProblem(error).title)
  const retry = () => {
    reset()
    void router.invalidate()
  }
  const signIn = status === 401 && (
    <ButtonLink to="/sign-in" search={{ next: router.state.location.href }} tone="primary">
      Sign in
    </ButtonLink>
  )
  return (
    <div className="measure py-10">
      <ProblemPanel error={error} onRetry={status === 401 || status === 403 ? undefined : retry} action={signIn} />
    </div>
  )
}
