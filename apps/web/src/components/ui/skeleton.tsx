import { classes } from './class-names.ts'

/** The place of something that is on its way; give it the size of what will come. */
export const Skeleton = ({ className }: { className: string }) => (
  <div
    aria-hidden="true"
    data-placeholder=""
    className={classes(
      'animate-shimmer rounded-sm bg-sunken bg-linear-to-r from-transparent via-line/60 to-transparent bg-[length:50%_100%] bg-no-repeat',
      className,
    )}
  />
)

/** Says once that a part of the page is loading, to those who cannot see its skeleton. */
export const Loading = ({ label, children }: { label: string; children: React.ReactNode }) => (
  <div role="status" aria-label={label}>
    {children}
  </div>
)

export const SkeletonRows = ({ count, className = 'h-16' }: { count: number; className?: string }) => (
  <div className="grid gap-2">
    {Array.from({ length: count }, (_, index) => (
      <Skeleton key={index} className={classes('w-full', className)} />
    ))}
  </div>
)
