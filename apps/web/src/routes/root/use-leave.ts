import { useNavigate } from '@tanstack/react-router'
import { toastProblem } from '../../components/ui/toast.ts'
import { problemSentence } from '../../lib/problem.ts'
import { forgetPerson, signOut } from '../../lib/session.ts'

/** Signs out and goes to the store; says so when the person is still signed in. */
export function useLeave(): () => Promise<void> {
  const navigate = useNavigate()
  return async () => {
    try {
      await signOut()
    } catch (error) {
      return toastProblem(`You are still signed in. ${problemSentence(error)}`)
    }
    await navigate({ to: '/' })
    forgetPerson()
  }
}
