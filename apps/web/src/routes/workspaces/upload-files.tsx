import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Upload } from 'lucide-react'
import { useId } from 'react'
import { buttonClasses } from '../../components/ui/button.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { Spinner } from '../../components/ui/spinner.tsx'
import { toast } from '../../components/ui/toast.ts'
import { api } from '../../lib/api.ts'
import { base64Of, MOST_BYTES, plainType } from '../../lib/file-bytes.ts'
import { formatBytes, plural } from '../../lib/format.ts'
import { problemSentence } from '../../lib/problem.ts'

interface Failure {
  name: string
  why: string
}

/** Puts files of this computer into a folder, one after the other; each that cannot be written is named, with the reason. */
export function useUpload(workspace: string, folder: string) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async (files: readonly File[]) => {
      const failures: Failure[] = []
      for (const file of files) {
        try {
          await write(workspace, folder, file)
        } catch (error) {
          failures.push({ name: file.name, why: problemSentence(error) })
        }
      }
      return { written: files.length - failures.length, failures }
    },
    onSuccess: async ({ written }) => {
      await queryClient.invalidateQueries({ queryKey: ['workspaces', workspace, 'entries'] })
      if (written > 0) toast(`${plural(written, 'file')} uploaded`)
    },
  })
}

async function write(workspace: string, folder: string, file: File): Promise<void> {
  if (file.size > MOST_BYTES) throw new Error(`It has ${formatBytes(file.size)}, and a file may have up to 16 MiB.`)
  const path = `${folder === '/' ? '' : folder}/${file.name}`
  await api.entries.createBytes(workspace, { path, base64: await base64Of(file), mimeType: plainType(file) })
}

interface UploadButtonProps {
  busy: boolean
  onFiles: (files: readonly File[]) => void
}

/** The browser's own chooser, which the keyboard reaches too. */
export function UploadButton({ busy, onFiles }: UploadButtonProps) {
  const id = useId()
  return (
    <label
      htmlFor={id}
      aria-busy={busy || undefined}
      className={buttonClasses(
        { size: 'small' },
        'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus',
      )}
    >
      {busy ? <Spinner /> : <Upload aria-hidden="true" />}
      Upload files
      <input
        id={id}
        type="file"
        multiple
        disabled={busy}
        className="sr-only"
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])])
          // The same files may be chosen again.
          target.value = ''
        }}
      />
    </label>
  )
}

export const UploadFailures = ({ failures }: { failures: readonly Failure[] }) =>
  failures.length > 0 && (
    <Notice tone="error" title={`${plural(failures.length, 'file')} could not be written`}>
      <ul className="grid gap-1">
        {failures.map(({ name, why }) => (
          <li key={name} className="wrap-anywhere">
            {name}: {why}
          </li>
        ))}
      </ul>
    </Notice>
  )
