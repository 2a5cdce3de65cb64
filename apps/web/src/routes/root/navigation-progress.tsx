import { useRouterState } from '@tanstack/react-router'
import { classes } from '../../components/ui/class-names.ts'

/** A line at the top of the window while the next page is on its way. */
export function NavigationProgress() {
  const pending = useRouterState({ select: (state) => state.status === 'pending' })
  return (
    <div
      aria-hidden="true"
      className={classes(
        'pointer-events-none fixed inset-x-0 top-0 z-50 h-0.5 origin-left bg-accent transition-[scale,opacity] ease-out',
        pending ? 'scale-x-80 opacity-100 delay-150 duration-[4s]' : 'scale-x-0 opacity-0 duration-0',
      )}
    />
  )
}
