import type { Install } from '@grantry/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from '../../components/ui/button.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { toast } from '../../components/ui/toast.ts'
import { api } from '../../lib/api.ts'
import { problemSentence } from '../../lib/problem.ts'

/** A newer version: it is taken up only when somebody says so, and more rights only with a consent of their own. */
export function UpdateNotice({ ws, install, to }: { ws: string; install: Install; to: string }) {
  const queryClient = useQueryClient()
  const update = useMutation({
    mutationFn: () => api.installs.update(ws, install.id, { version: to }),
    onSuccess: async (updated) => {
      await queryClient.invalidateQueries({ queryKey: ['workspaces', ws] })
      toast(`${updated.name} is now ${updated.version}`)
    },
  })
  return (
    <Notice
      tone={update.error ? 'error' : 'info'}
      title={`Version ${to} is available`}
      action={
        <Button size="small" pending={update.isPending} onClick={() => update.mutate()}>
          Update
        </Button>
      }
    >
      {update.error ? (
        <p>
          {problemSentence(update.error)}{' '}
          <Link
            to="/extensions/$id"
            params={{ id: install.extension }}
            search={{ tab: 'permissions' }}
            className="link"
          >
            What it asks for now
          </Link>
        </p>
      ) : (
        <p>Your grants stay as they are. If it asks for more, {install.version} goes on running until you agree.</p>
      )}
    </Notice>
  )
}
