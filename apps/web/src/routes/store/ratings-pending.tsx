import { Loading, SkeletonRows } from '../../components/ui/skeleton.tsx'

export const RatingsPending = () => (
  <Loading label="Loading the ratings">
    <SkeletonRows count={4} className="h-24 rounded-lg" />
  </Loading>
)
