import type { Install } from '@grantry/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from '../../components/ui/button.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { toast } from '../../components/ui/toast.ts'
import { api } from '../../lib/api.ts'
import { problemSentence } from '../../lib/problem.ts'
import { canManage, useWorkspace } from '../../lib/workspace.ts'

/** Why the platform stopped an install, and the way to let it run again. */
export function SuspendedNotice({ ws, install }: { ws: string; install: Install }) {
  const mayResume = canManage(useWorkspace(ws))
  const queryClient = useQueryClient()
  const resume = useMutation({
    mutationFn: () => api.installs.resume(ws, install.id),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['workspaces', ws] })
      toast(`${install.name} runs again`)
    },
  })
  return (
    <Notice
      tone="error"
      title="Suspended: it does not run"
      action={
        mayResume && (
          <Button size="small" pending={resume.isPending} onClick={() => resume.mutate()}>
            Resume
          </Button>
        )
      }
    >
      <p>{resume.error ? problemSentence(resume.error) : install.suspendedReason}</p>
      {!mayResume && <p>Admins of the workspace let it run again.</p>}
    </Notice>
  )
}
