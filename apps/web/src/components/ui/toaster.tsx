import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { Button, IconButton } from './button.tsx'
import { currentToasts, dismissToast, subscribeToToasts, type Toast } from './toast.ts'

const SHOWN_MS = 6_000

/** Lives once, in the root layout. It is always in the page, because a live region that appears is not read out. */
export function Toaster() {
  const toasts = useSyncExternalStore(subscribeToToasts, currentToasts, currentToasts)
  return (
    <section
      aria-label="Notices"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 bottom-0 z-60 flex flex-col items-center gap-2 p-4 sm:items-end"
    >
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  )
}

/** Goes by itself, except while it is pointed at or holds the focus. */
function ToastCard({ toast }: { toast: Toast }) {
  const [held, setHeld] = useState(false)
  useEffect(() => {
    if (held) return
    const timer = setTimeout(() => dismissToast(toast.id), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [held, toast.id])

  const act = () => {
    toast.action?.run()
    dismissToast(toast.id)
  }
  return (
    <div
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="pointer-events-auto flex w-full max-w-sm animate-arrive items-center gap-2.5 rounded-lg bg-raised py-2 pr-2 pl-3.5 shadow-float"
    >
      {toast.tone === 'problem' ? (
        <CircleAlert aria-hidden="true" className="size-4.5 shrink-0 text-high" />
      ) : (
        <CircleCheck aria-hidden="true" className="size-4.5 shrink-0 text-low" />
      )}
      <p className="flex-1">{toast.message}</p>
      {toast.action && (
        <Button tone="quiet" size="small" onClick={act}>
          {toast.action.label}
        </Button>
      )}
      <IconButton label="Dismiss" onClick={() => dismissToast(toast.id)}>
        <X />
      </IconButton>
    </div>
  )
}
