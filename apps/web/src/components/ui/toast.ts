/**
 * Short news of what succeeded, or of what failed where no page is sure to show it. One store for the page; the list that
 * shows it is components/ui/toaster.tsx.
 */
export interface Toast {
  id: number
  message: string
  tone: 'done' | 'problem'
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
export const toast = (message: string, action: Toast['action'] = null): void => add({ message, tone: 'done', action })

/** Says what failed, where the page that it was asked for on may have been left. */
export const toastProblem = (message: string): void => add({ message, tone: 'problem', action: null })

function add(news: Omit<Toast, 'id'>): void {
  lastId += 1
  change([...toasts.slice(-2), { id: lastId, ...news }])
}

export const dismissToast = (id: number): void => change(toasts.filter((toast) => toast.id !== id))
export const currentToasts = (): readonly Toast[] => toasts
export function subscribeToToasts(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
