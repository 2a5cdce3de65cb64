import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { Field, Input, TextArea } from '../../components/ui/field.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { Form } from '../../components/ui/form.tsx'
import { toast } from '../../components/ui/toast.ts'
import { api } from '../../lib/api.ts'
import { fieldIssues } from '../../lib/problem.ts'

const FIELDS = ['path', 'text'] as const

interface CreateFileDialogProps {
  workspace: string
  folder: string
  onClose: () => void
}

export function CreateFileDialog({ workspace, folder, onClose }: CreateFileDialogProps) {
  const queryClient = useQueryClient()
  const form = useId()
  const create = useMutation({
    mutationFn: (file: { path: string; text: string }) => api.entries.createText(workspace, file),
    onSuccess: async ({ path }) => {
      await queryClient.invalidateQueries({ queryKey: ['workspaces', workspace, 'entries'] })
      toast(`${path} is written`)
      onClose()
    },
  })
  return (
    <Dialog
      title="New text file"
      width="wide"
      onClose={onClose}
      footer={
        <>
          <Button tone="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={form} tone="primary" pending={create.isPending}>
            Write the file
          </Button>
        </>
      }
    >
      <Form id={form} names={FIELDS} onSubmit={(file) => create.mutate(file)} className="grid gap-4">
        <Field label="Path" hint="Folders come into being by being named." errors={fieldIssues(create.error, 'path')}>
          {(control) => (
            <Input
              {...control}
              name="path"
              autoComplete="off"
              spellCheck={false}
              className="font-mono"
              defaultValue={folder === '/' ? '/notes.txt' : `${folder}/notes.txt`}
            />
          )}
        </Field>
        <Field label="Text" errors={fieldIssues(create.error, 'text')}>
          {(control) => <TextArea {...control} name="text" rows={10} />}
        </Field>
        <FormProblem error={create.error} fields={FIELDS} />
      </Form>
    </Dialog>
  )
}
