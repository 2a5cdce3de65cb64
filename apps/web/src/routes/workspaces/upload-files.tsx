import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Upload } from 'lucide-react'
import { useId, useState } from 'react'
import { Button, buttonClasses } from '../../components/ui/button.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { Progress } from '../../components/ui/progress.tsx'
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

/** How far an upload has come: the file that is on its way, how many stand behind it, and the bytes of those before it. */
interface UnderWay {
  name: string
  waiting: number
  doneBytes: number
  totalBytes: number
}

/**
 * Puts files of this computer into a folder, one after the other; each that cannot be written is named, with the reason.
 * Whoever stops it keeps what has been written by then.
 */
export function useUpload(workspace: string, folder: string) {
  const queryClient = useQueryClient()
  const [underWay, setUnderWay] = useState<UnderWay | null>(null)
  const [stop, setStop] = useState<AbortController | null>(null)
  const mutation = useMutation({
    mutationFn: async (files: readonly File[]) => {
      const stopping = new AbortController()
      setStop(stopping)
      const totalBytes = bytesOf(files)
      const failures: Failure[] = []
      let begun = 0
      for (const file of files) {
        if (stopping.signal.aborted) break
        const doneBytes = bytesOf(files.slice(0, begun))
        begun += 1
        setUnderWay({ name: file.name, waiting: files.length - begun, doneBytes, totalBytes })
        try {
          await write(workspace, folder, file)
        } catch (error) {
          failures.push({ name: file.name, why: problemSentence(error) })
        }
      }
      return { written: begun - failures.length, failures }
    },
    onSuccess: async ({ written }) => {
      await queryClient.invalidateQueries({ queryKey: ['workspaces', workspace, 'entries'] })
      if (written > 0) toast(`${plural(written, 'file')} uploaded`)
    },
    onSettled: () => setUnderWay(null),
  })
  const stopBehind = () => {
    stop?.abort()
    setUnderWay((current) => current && { ...current, waiting: 0 })
  }
  return { ...mutation, underWay, stop: stopBehind }
}

const bytesOf = (files: readonly File[]): number => files.reduce((sum, { size }) => sum + size, 0)

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

/** What is on its way, and a way to leave it at what has been written. */
export const UploadProgress = ({ underWay, onStop }: { underWay: UnderWay | null; onStop: () => void }) =>
  underWay !== null && (
    <div className="sheet grid gap-4 p-4">
      <Progress
        label={`Uploading ${underWay.name}`}
        done={underWay.doneBytes}
        total={underWay.totalBytes}
        text={`${formatBytes(underWay.doneBytes)} of ${formatBytes(underWay.totalBytes)}`}
      />
      {underWay.waiting > 0 && (
        <Button size="small" className="w-fit" onClick={onStop}>
          Stop after this file
        </Button>
      )}
    </div>
  )

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
