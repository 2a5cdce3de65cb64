import { ExtensionGridSkeleton } from '../../components/extensions/extension-card.tsx'
import { Loading, Skeleton } from '../../components/ui/skeleton.tsx'

export const HomePending = () => (
  <Loading label="Loading the store">
    <div className="measure py-10 sm:py-16">
      <Skeleton className="mb-4 h-22 w-full max-w-xl" />
      <Skeleton className="mb-14 h-12 w-full max-w-lg" />
      <ExtensionGridSkeleton count={6} />
    </div>
  </Loading>
)

export const SearchPending = () => (
  <Loading label="Loading the search">
    <div className="measure py-8 sm:py-10">
      <Skeleton className="mb-6 h-11 w-full" />
      <ExtensionGridSkeleton count={6} />
    </div>
  </Loading>
)
