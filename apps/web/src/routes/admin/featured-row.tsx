import type { FeaturedList } from '@grantry/contract'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowDown, ArrowUp, Clock, X } from 'lucide-react'
import { Badge } from '../../components/ui/badge.tsx'
import { IconButton } from '../../components/ui/button.tsx'
import { toast, toastProblem } from '../../components/ui/toast.ts'
import { formatDay } from '../../lib/format.ts'
import { problemSentence } from '../../lib/problem.ts'
import { curationApi } from '../../lib/queries/curation.queries.ts'
import { putBack } from './front-order.ts'

interface FeaturedRowProps {
  item: FeaturedList['items'][number]
  /** Everything in front, in its order. */
  order: readonly string[]
  /** Null where there is nothing to pass. */
  onUp: (() => void) | null
  onDown: (() => void) | null
  onDone: () => Promise<unknown>
}

/** One that stands in front, or has stood there until its end. */
export function FeaturedRow({ item, order, onUp, onDown, onDone }: FeaturedRowProps) {
  const { extension, name, publisher, since, until, ended } = item
  const again = useMutation({
    mutationFn: async (before: readonly string[]) => {
      await curationApi.feature(extension, { until })
      const { items } = await curationApi.listFeatured()
      const present = items.map((other): string => other.extension)
      await curationApi.orderFeatured(putBack(present, extension, before))
    },
    onError: (error) => toastProblem(`${name} could not be put back where it was. ${problemSentence(error)}`),
    // It may be in front again, and only not where it was.
    onSettled: onDone,
  })
  const remove = useMutation<void, Error, readonly string[]>({
    mutationFn: () => curationApi.unfeature(extension),
    onSuccess: async (_, before) => {
      toast(`${name} stands in front no more`, ended ? null : { label: 'Undo', run: () => again.mutate(before) })
      await onDone()
    },
  })
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="grid min-w-48 flex-1 gap-0.5">
        <h3 className="flex flex-wrap items-center gap-2 font-semibold">
          <Link to="/extensions/$id" params={{ id: extension }} className="link">
            {name}
          </Link>
          {ended && (
            <Badge>
              <Clock aria-hidden="true" />
              Ended
            </Badge>
          )}
        </h3>
        <p className="text-sm text-ink-muted">
          {publisher} · since {formatDay(since)}
          {until && ` · until ${formatDay(until)}`}
        </p>
        {remove.error && (
          <p role="alert" className="text-sm text-high">
            {problemSentence(remove.error)}
          </p>
        )}
      </div>
      <div className="flex gap-1">
        <IconButton label={`Move ${name} up`} disabled={onUp === null} onClick={onUp ?? undefined}>
          <ArrowUp />
        </IconButton>
        <IconButton label={`Move ${name} down`} disabled={onDown === null} onClick={onDown ?? undefined}>
          <ArrowDown />
        </IconButton>
        <IconButton
          label={`Take ${name} from the front`}
          pending={remove.isPending}
          onClick={() => remove.mutate(order)}
        >
          <X />
        </IconButton>
      </div>
    </li>
  )
}
