import { useState, type ReactNode } from 'react'
import { problemSentence } from '../../lib/problem.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Field, Input } from './field.tsx'
import { Notice } from './notice.tsx'
import { useFreshError } from './use-fresh-error.ts'

interface ConfirmDialogProps {
  title: string
  /** What happens, in full; a reader hears it with the title. */
  children: ReactNode
  /** The words of the button that does it. */
  confirm: string
  /** The words of the button that does not; default: Cancel. */
  dismiss?: string
  /** A word to type first, for what cannot be undone and takes data along. */
  typed?: string
  /** It cannot be done at the moment. */
  disabled?: boolean
  pending: boolean
  error: Error | null
  onConfirm: () => void
  onClose: () => void
}

/** Asks before something is destroyed. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const {
    title,
    children,
    confirm,
    dismiss = 'Cancel',
    typed,
    disabled = false,
    pending,
    error,
    onConfirm,
    onClose,
  } = props
  const fresh = useFreshError(error)
  const [text, setText] = useState('')
  const ready = typed === undefined || text.trim() === typed
  return (
    <Dialog
      title={title}
      description={children}
      onClose={onClose}
      footer={
        <>
          <Button tone="quiet" onClick={onClose}>
            {dismiss}
          </Button>
          <Button tone="danger" disabled={disabled || !ready} pending={pending} onClick={onConfirm}>
            {confirm}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        {typed !== undefined && (
          <Field
            label={
              <>
                Type <code className="font-mono">{typed}</code> to confirm
              </>
            }
          >
            {(control) => (
              <Input
                {...control}
                value={text}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Field>
        )}
        {fresh && <Notice tone="error">{problemSentence(fresh)}</Notice>}
      </div>
    </Dialog>
  )
}
