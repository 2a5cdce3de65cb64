import { Loading, Skeleton, SkeletonRows } from '../../components/ui/skeleton.tsx'

/** A page whose data is on its way, where no closer outline is known. */
export const PagePending = () => (
  <Loading label="Loading">
    <div className="measure py-8 sm:py-10">
      <Skeleton className="mb-3 h-8 w-64 max-w-full" />
      <Skeleton className="mb-8 h-5 w-96 max-w-full" />
      <SkeletonRows count={4} className="h-20 rounded-lg" />
    </div>
  </Loading>
)
