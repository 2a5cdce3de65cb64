import { X } from 'lucide-react'
import { Dialog as RadixDialog } from 'radix-ui'
import { useState, type ReactNode } from 'react'
import { IconButton } from './button.tsx'
import { classes } from './class-names.ts'
import { keepFocus } from './kept-focus.ts'

interface DialogProps {
  title: ReactNode
  description?: ReactNode
  width?: 'narrow' | 'wide'
  onClose: () => void
  children: ReactNode
  /** Actions, always in sight at the foot, but for low windows. */
  footer?: ReactNode
}

/**
 * A dialog that is open for as long as it is rendered, so that an address can stand for it.
 *
 * The scrim is a plain element: Radix's overlay injects a style element, which the content security policy refuses. The
 * page behind is kept still by a rule in base.css instead.
 */
export function Dialog({ title, description, width = 'narrow', onClose, children, footer }: DialogProps) {
  const [opener] = useState(() => document.activeElement)
  const describe = description ? {} : { 'aria-describedby': undefined }
  return (
    <RadixDialog.Root open onOpenChange={onClose}>
      <RadixDialog.Portal>
        <div aria-hidden="true" className="fixed inset-0 z-40 animate-fade bg-scrim" />
        <RadixDialog.Content
          {...describe}
          data-dialog=""
          onOpenAutoFocus={focusFirstControl}
          onCloseAutoFocus={(event) => returnFocus(event, opener)}
          className={classes(
            'fixed inset-x-0 bottom-0 z-50 mx-auto flex max-h-[92dvh] animate-arrive flex-col rounded-t-xl bg-raised shadow-float outline-none',
            'sm:top-[max(2rem,8dvh)] sm:bottom-auto sm:max-h-[84dvh] sm:rounded-xl',
            'low:max-h-dvh low:overflow-y-auto low:overscroll-contain low:sm:top-0 low:sm:max-h-dvh',
            width === 'narrow' ? 'sm:max-w-md' : 'sm:max-w-2xl',
          )}
        >
          <header className="flex items-start gap-3 px-5 pt-5 pb-4">
            <div className="grid flex-1 gap-1">
              <RadixDialog.Title className="text-lg font-semibold">{title}</RadixDialog.Title>
              {description && (
                <RadixDialog.Description className="text-ink-muted">{description}</RadixDialog.Description>
              )}
            </div>
            <RadixDialog.Close asChild>
              <IconButton label="Close" className="-mt-1 -mr-2">
                <X />
              </IconButton>
            </RadixDialog.Close>
          </header>
          <div
            data-dialog-body=""
            className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-5 pb-5 low:flex-none low:overflow-visible"
          >
            {children}
          </div>
          {footer && (
            <footer className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-5 py-4">
              {footer}
            </footer>
          )}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  )
}

/** Not one that stands aside of what the dialog says first. */
const FIRST_CONTROL = '[data-dialog-body] :is(input, select, textarea):not([data-aside] *)'

/** The first thing to fill in, rather than the button that closes; without one, the dialog itself, to be read out. */
function focusFirstControl(event: Event): void {
  event.preventDefault()
  const dialog = event.currentTarget as HTMLElement
  const control = dialog.querySelector<HTMLElement>(FIRST_CONTROL)
  const target = control ?? dialog
  target.focus()
}

/**
 * Back to what opened the dialog; to the page's heading when an address opened it, or when its opener is gone or about
 * to go with what the dialog did: a button that cannot be used any more loses the focus to nothing.
 */
function returnFocus(event: Event, opener: Element | null): void {
  event.preventDefault()
  if (opener instanceof HTMLElement && opener !== document.body) opener.focus()
  keepFocus()
}
