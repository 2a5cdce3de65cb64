/** Short news of what succeeded. One store for the page; the list that shows it is components/ui/toaster.tsx. */
export interface Toast {
  id: number
  message: string
  action: { label: string; run: () => void } | null
}

type Listener = () => void

let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Set<Listener>()

function change(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

/** Shows a sentence for a while, with an action such as Undo when there is one. */
export function toast(message: string, action: Toast['action'] = null): void {
  lastId += 1
  change([...toasts.slice(-2), { id: lastId, message, action }])
}

export const dismissToast = (id: number): void => change(toasts.filter((toast) => toast.id !== id))
export const currentToasts = (): readonly Toast[] => toasts
export function subscribeToToasts(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
