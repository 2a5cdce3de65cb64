import { ProblemError } from '@grantry/sdk/client/problem'
import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import { useContext, type ComponentProps } from 'react'
import { ButtonLink } from '../../components/ui/button.tsx'
import { InPage } from '../../components/ui/page.tsx'
import { ProblemPanel } from '../../components/ui/problem-panel.tsx'
import { usePage, useTitle } from '../../components/ui/use-page.ts'
import { shownProblem } from '../../lib/problem.ts'
import { NotFoundPage } from './not-found.page.tsx'

/** Where a page, or a part of one, could not be had. */
export function RouteProblem({ error }: ErrorComponentProps) {
  const status = error instanceof ProblemError ? error.status : null
  const isPart = useContext(InPage)
  if (status === 404) return <NotFoundPage />
  return isPart ? <ProblemOfPart error={error} status={status} /> : <ProblemOfPage error={error} status={status} />
}

interface ProblemProps {
  error: unknown
  status: number | null
}

function ProblemOfPart(props: ProblemProps) {
  useTitle(shownProblem(props.error).title)
  return <Problem {...props} />
}

function ProblemOfPage(props: ProblemProps) {
  const heading = usePage(shownProblem(props.error).title)
  return <Problem {...props} heading={heading} />
}

function Problem({ error, status, heading }: ProblemProps & Pick<ComponentProps<typeof ProblemPanel>, 'heading'>) {
  const router = useRouter()
  const { reset } = useQueryErrorResetBoundary()
  const retry = () => {
    reset()
    void router.invalidate()
  }
  const signIn = status === 401 && (
    <ButtonLink to="/sign-in" search={{ next: router.state.location.href }} tone="primary">
      Sign in
    </ButtonLink>
  )
  const leave = status === 403 && <ButtonLink to="/">To the store</ButtonLink>
  return (
    <div className="measure py-10">
      <ProblemPanel
        error={error}
        heading={heading}
        onRetry={status === 401 || status === 403 ? undefined : retry}
        action={signIn || leave}
      />
    </div>
  )
}
