import type { ExtensionDetail, OwnRating, Rating } from '@grantry/contract'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useHydrated } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { StarChoice } from '../../components/ratings/star-choice.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Field, TextArea } from '../../components/ui/field.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { toast, toastProblem } from '../../components/ui/toast.ts'
import { fieldIssues, problemSentence } from '../../lib/problem.ts'
import { extensionQuery } from '../../lib/queries/catalogue.queries.ts'
import { ownRatingQuery, ratingsApi, ratingsKey } from '../../lib/queries/ratings.queries.ts'
import { meQuery } from '../../lib/session.ts'
import { restoreRating } from './restore-rating.ts'

/** What somebody has said. It is pending until it is known who looks, and is never there for a visitor. */
export function useOwnRating(extension: string): { own: OwnRating | undefined; isPending: boolean } {
  const me = useQuery(meQuery)
  const isSomebody = Boolean(me.data)
  const isTakenOver = useHydrated()
  const own = useQuery({ ...ownRatingQuery(extension), enabled: isSomebody })
  if (!isTakenOver) return { own: undefined, isPending: true }
  return { own: isSomebody ? own.data : undefined, isPending: me.isPending || (isSomebody && own.isPending) }
}

/** Where somebody says what they think; nothing for a visitor. */
export function OwnRatingSection({ extension }: { extension: ExtensionDetail }) {
  const { own } = useOwnRating(extension.id)
  if (own === undefined) return null
  if (!own.mayRate && own.rating === null) return <p className="text-sm text-ink-muted">{own.why}</p>
  return (
    <section className="sheet grid gap-4 p-4">
      <h3 className="font-semibold">Your rating</h3>
      {own.rating?.hidden && (
        <Notice tone="warning" title="An admin has hidden your rating">
          <p>{own.rating.hidden.reason}</p>
          <p>You can change it. It can be deleted once an admin shows it again.</p>
        </Notice>
      )}
      <OwnRatingForm key={own.rating?.id ?? 'new'} extension={extension} own={own} />
    </section>
  )
}

function OwnRatingForm({ extension: { id, name }, own }: { extension: ExtensionDetail; own: OwnRating }) {
  const { rating, mayRate, why } = own
  const [stars, setStars] = useState(rating?.stars ?? 0)
  const [text, setText] = useState(rating?.text ?? '')
  const refresh = useRefreshRatings(id)
  const rate = useMutation({
    mutationFn: () => ratingsApi.rate(id, { stars, text }),
    onSuccess: async () => {
      await refresh()
      toast(rating ? `Your rating of ${name} is changed` : `Thank you for rating ${name}`)
    },
  })
  const restore = useMutation({
    mutationFn: (deleted: Pick<Rating, 'stars' | 'text'>) => restoreRating(id, deleted),
    onSuccess: async (outcome) => {
      await refresh()
      toast(outcome === 'back' ? `Your rating of ${name} is back` : `You have rated ${name} anew, and that stands`)
    },
    onError: (error) => toastProblem(problemSentence(error)),
  })
  const remove = useMutation<void, Error, Rating>({
    mutationFn: () => ratingsApi.deleteOwn(id),
    onSuccess: async (_, { stars, text }) => {
      await refresh()
      toast('Your rating is deleted', mayRate ? { label: 'Undo', run: () => restore.mutate({ stars, text }) } : null)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    rate.mutate()
  }
  return (
    <form onSubmit={submit} className="grid gap-3">
      {mayRate ? (
        <>
          <StarChoice stars={stars} onChoose={setStars} />
          <Field
            label="What should others know?"
            hint="Plain text, shown with your name."
            errors={fieldIssues(rate.error, 'text')}
          >
            {(control) => (
              <TextArea {...control} value={text} maxLength={2000} onChange={(event) => setText(event.target.value)} />
            )}
          </Field>
        </>
      ) : (
        <p className="text-sm text-ink-muted">{why}</p>
      )}
      <FormProblem error={rate.error ?? remove.error} fields={['text']} />
      <div className="flex flex-wrap gap-2">
        {mayRate && (
          <Button type="submit" tone="primary" disabled={stars === 0} pending={rate.isPending}>
            {rating ? 'Change it' : 'Rate it'}
          </Button>
        )}
        {rating && !rating.hidden && (
          <Button tone="quiet" pending={remove.isPending} onClick={() => remove.mutate(rating)}>
            Delete it
          </Button>
        )}
      </div>
    </form>
  )
}

function useRefreshRatings(id: string): () => Promise<unknown> {
  const queryClient = useQueryClient()
  return () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: ratingsKey(id) }),
      queryClient.invalidateQueries({ queryKey: extensionQuery(id).queryKey }),
    ])
}
