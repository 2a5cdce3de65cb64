import type { DisputeDetail } from '@grantry/contract'
import { DISPUTE_FILES, type DisputeFile } from '@grantry/contract/dispute-words'
import { useMutation } from '@tanstack/react-query'
import { FileText } from 'lucide-react'
import { useId } from 'react'
import { Button, buttonClasses } from '../../components/ui/button.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { toast } from '../../components/ui/toast.ts'
import { adminBilling } from '../../lib/earnings.ts'
import { formatBytes } from '../../lib/format.ts'
import { problemSentence } from '../../lib/problem.ts'
import { draftKey, useRefreshDispute } from './use-refresh-dispute.ts'

const KINDS = Object.keys(DISPUTE_FILES) as DisputeFile[]

/** The documents of an answer, one for each thing that can be shown. */
export function DisputeDocuments({ dispute }: { dispute: DisputeDetail }) {
  const kinds = dispute.answerable ? KINDS : dispute.answer.files.map(({ file }) => file)
  if (kinds.length === 0) return <p className="text-ink-muted">Nothing was shown.</p>
  return (
    <div className="grid gap-2">
      {dispute.answerable && <p className="text-sm text-ink-muted">PDF, PNG or JPEG, 4.5 MB in all.</p>}
      <ul aria-label="Documents" className="sheet divide-y divide-line">
        {kinds.map((kind) => (
          <DocumentRow key={kind} dispute={dispute} kind={kind} />
        ))}
      </ul>
    </div>
  )
}

function DocumentRow({ dispute: { id, answerable, answer }, kind }: { dispute: DisputeDetail; kind: DisputeFile }) {
  const refresh = useRefreshDispute(id)
  const known = answer.files.find(({ file }) => file === kind)
  const add = useMutation({
    mutationKey: draftKey(id),
    mutationFn: (file: File) => adminBilling.addDisputeFile(id, kind, { name: file.name, content: file }),
    onSuccess: async (dispute) => {
      await refresh(dispute)
      toast('The document is in the draft')
    },
  })
  const remove = useMutation({
    mutationKey: draftKey(id),
    mutationFn: () => adminBilling.removeDisputeFile(id, kind),
    onSuccess: async (dispute) => {
      await refresh(dispute)
      toast('The document is out of the draft')
    },
  })
  // Of what was tried last: what was wrong before has been got over.
  const { error } = add.submittedAt > remove.submittedAt ? add : remove
  return (
    <li className="grid gap-2 px-4 py-2.5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <span className="min-w-40 flex-1">
          {DISPUTE_FILES[kind]}
          {known && (
            <span className="flex items-center gap-1.5 text-sm text-ink-muted">
              <FileText aria-hidden="true" className="size-4" />
              <span className="break-all">
                {known.name}, {formatBytes(known.sizeBytes)}
              </span>
            </span>
          )}
        </span>
        {answerable && known && (
          <Button size="small" tone="quiet" pending={remove.isPending} onClick={() => remove.mutate()}>
            Remove<span className="sr-only"> {DISPUTE_FILES[kind]}</span>
          </Button>
        )}
        {answerable && <ChooseFile kind={kind} isBusy={add.isPending} onFile={(file) => add.mutate(file)} />}
      </div>
      {error && <Notice tone="error">{problemSentence(error)}</Notice>}
    </li>
  )
}

function ChooseFile({ kind, isBusy, onFile }: { kind: DisputeFile; isBusy: boolean; onFile: (file: File) => void }) {
  const id = useId()
  return (
    <label
      htmlFor={id}
      className={buttonClasses({ size: 'small' }, 'has-focus-visible:outline-2 has-focus-visible:outline-offset-2')}
    >
      {isBusy ? 'Sending…' : 'Choose a file'}
      <span className="sr-only">: {DISPUTE_FILES[kind]}</span>
      <input
        id={id}
        type="file"
        accept=".pdf,.png,.jpg,.jpeg"
        disabled={isBusy}
        className="sr-only"
        onChange={({ target }) => {
          const [file] = target.files ?? []
          if (file) onFile(file)
          // The same file may be chosen again after it was repaired.
          target.value = ''
        }}
      />
    </label>
  )
}
