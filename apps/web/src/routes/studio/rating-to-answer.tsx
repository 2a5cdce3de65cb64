import type { Publisher, Rating } from '@grantry/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { MessageSquareReply, Pencil, Undo2 } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { authorOf, RatingCard } from '../../components/ratings/rating-card.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Field, TextArea } from '../../components/ui/field.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { toast, toastProblem } from '../../components/ui/toast.ts'
import { fieldIssues, problemSentence } from '../../lib/problem.ts'
import { publisherRatingsKey, ratingsApi, ratingsKey } from '../../lib/queries/ratings.queries.ts'
import { ReportButton, ReportRatingDialog } from '../store/report-rating.dialog.tsx'

interface RatingToAnswerProps {
  rating: Rating
  publisher: Publisher
  extensionName: string
  /** It stands here only because somebody writes about it. */
  isGone: boolean
  /** Told when somebody begins to write about it, and when they are done. */
  onWriting: (isWriting: boolean) => void
}

/** A rating with what its publisher may do: answer, change the answer, withdraw it, report the rating. */
export function RatingToAnswer({ rating, publisher, extensionName, isGone, onWriting }: RatingToAnswerProps) {
  const [open, setOpen] = useState<'reply' | 'report' | null>(null)
  const change = (part: 'reply' | 'report' | null) => {
    setOpen(part)
    onWriting(part !== null)
  }
  const close = () => change(null)
  const { reply, withdraw } = useReply(rating, publisher, close)
  const toWhom = rating.reply ? ` the answer to ${authorOf(rating)}` : ` ${authorOf(rating)}`
  const whose = <span className="sr-only">{toWhom}</span>
  const actions = (
    <>
      {open !== 'reply' && (
        <Button tone={rating.reply ? 'quiet' : 'plain'} size="small" onClick={() => change('reply')}>
          {rating.reply ? <Pencil aria-hidden="true" /> : <MessageSquareReply aria-hidden="true" />}
          {rating.reply ? 'Change' : 'Answer'}
          {whose}
        </Button>
      )}
      {rating.reply && (
        <Button tone="quiet" size="small" pending={withdraw.isPending} onClick={() => withdraw.mutate()}>
          <Undo2 aria-hidden="true" />
          Withdraw
          {whose}
        </Button>
      )}
      <ReportButton rating={rating} onClick={() => change('report')} />
    </>
  )
  const about = (
    <Link to="/extensions/$id" params={{ id: rating.extension }} search={{ tab: 'ratings' }} className="link underline">
      {extensionName}
    </Link>
  )
  return (
    <RatingCard rating={rating} publisher={publisher.name} about={about} actions={actions}>
      <FormProblem error={withdraw.error} fields={[]} />
      {isGone && (
        <Notice tone="info">
          <p>
            It has left this list meanwhile. If somebody else has answered it, your answer takes the place of theirs.
          </p>
        </Notice>
      )}
      {open === 'reply' && <ReplyForm rating={rating} reply={reply} onCancel={close} />}
      {open === 'report' && <ReportRatingDialog rating={rating} onClose={close} />}
    </RatingCard>
  )
}

interface ReplyFormProps {
  rating: Rating
  reply: ReturnType<typeof useReply>['reply']
  onCancel: () => void
}

function ReplyForm({ rating, reply, onCancel }: ReplyFormProps) {
  const [text, setText] = useState(rating.reply?.text ?? '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    reply.mutate(text)
  }
  return (
    <form onSubmit={submit} className="grid gap-3 border-t border-line pt-3">
      <Field
        label={`Your answer to ${authorOf(rating)}`}
        hint="Plain text. It stands in the store below the rating, in the name of the publisher."
        errors={fieldIssues(reply.error, 'text')}
      >
        {(control) => (
          <TextArea
            {...control}
            autoFocus
            value={text}
            maxLength={2000}
            onChange={({ target }) => setText(target.value)}
          />
        )}
      </Field>
      <FormProblem error={reply.error} fields={['text']} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" tone="primary" disabled={text.trim() === ''} pending={reply.isPending}>
          {rating.reply ? 'Change it' : 'Answer'}
        </Button>
        <Button tone="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  )
}

function useReply(rating: Rating, { slug }: Publisher, onDone: () => void) {
  const queryClient = useQueryClient()
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: publisherRatingsKey(slug) }),
      queryClient.invalidateQueries({ queryKey: ratingsKey(rating.extension) }),
    ])
  const reply = useMutation({
    mutationFn: (text: string) => ratingsApi.reply(slug, rating.id, text),
    onSuccess: async () => {
      toast(rating.reply ? 'Your answer is changed' : `${authorOf(rating)} is answered`)
      onDone()
      await refresh()
    },
  })
  // Asked for in a toast, which outlives the page: its refusal is said where the toast was.
  const restore = useMutation({
    mutationFn: (text: string) => ratingsApi.reply(slug, rating.id, text),
    onSuccess: async () => {
      toast('Your answer stands again')
      await refresh()
    },
    onError: (error) => toastProblem(problemSentence(error)),
  })
  const withdraw = useMutation({
    mutationFn: () => ratingsApi.deleteReply(slug, rating.id),
    onSuccess: async () => {
      const said = rating.reply?.text
      toast('Your answer is withdrawn', said ? { label: 'Undo', run: () => restore.mutate(said) } : null)
      await refresh()
    },
  })
  return { reply, withdraw }
}
