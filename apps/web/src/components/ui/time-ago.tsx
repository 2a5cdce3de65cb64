import { formatAgo, formatInstant } from '../../lib/format.ts'

/** How long ago, with the exact instant for machines and on hover. */
export const TimeAgo = ({ at }: { at: string }) => (
  <time dateTime={at} title={formatInstant(at)} className="whitespace-nowrap">
    {formatAgo(Date.parse(at), Date.now())}
  </time>
)
