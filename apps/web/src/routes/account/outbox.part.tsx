import type { OutboxMail } from '@grantry/contract'
import { useMutation, useQueryClient, useSuspenseInfiniteQuery } from '@tanstack/react-query'
import { Check, Clock, Mail, RotateCw, TriangleAlert } from 'lucide-react'
import { Badge } from '../../components/ui/badge.tsx'
import { Button } from '../../components/ui/button.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { Section } from '../../components/ui/page.tsx'
import { TimeAgo } from '../../components/ui/time-ago.tsx'
import { toast } from '../../components/ui/toast.ts'
import { plural } from '../../lib/format.ts'
import { accountApi, outboxQuery } from '../../lib/queries/account.queries.ts'

const STATES = {
  waiting: { tone: 'neutral', icon: Clock, word: 'Waiting' },
  sent: { tone: 'low', icon: Check, word: 'Delivered' },
  failed: { tone: 'high', icon: TriangleAlert, word: 'Failed' },
} as const

/** What has become of the mails of this server; for the one who runs it. */
export function OutboxPart() {
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery(outboxQuery)
  const mails = data.pages.flatMap(({ items }) => items)
  const local = data.pages[0]?.transport === 'outbox'
  return (
    <Section title="Mails of this server">
      <div className="grid gap-3">
        {local && (
          <Notice tone="info" title="No mail server is set">
            <p>
              Mails stay here and as files in the data directory. Set{' '}
              <code className="font-mono">GRANTRY_SMTP_URL</code> to send them.
            </p>
          </Notice>
        )}
        {mails.length === 0 ? (
          <EmptyState icon={<Mail />} title="No mails">
            Each mail that the server sends is listed for 30 days.
          </EmptyState>
        ) : (
          <ul className="sheet divide-y divide-line">
            {mails.map((mail) => (
              <MailRow key={mail.id} mail={mail} />
            ))}
          </ul>
        )}
        {hasNextPage && (
          <Button className="w-fit" pending={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show older ones
          </Button>
        )}
      </div>
    </Section>
  )
}

function MailRow({ mail }: { mail: OutboxMail }) {
  const { tone, icon: Icon, word } = STATES[mail.state]
  return (
    <li className="grid gap-2 p-4">
      <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <span className="font-semibold">{mail.subject}</span>
        <Badge tone={tone}>
          <Icon aria-hidden="true" />
          {word}
        </Badge>
      </p>
      <p className="text-sm text-ink-muted">
        to <span className="break-all">{mail.to}</span> · <TimeAgo at={mail.createdAt} />
      </p>
      {mail.failure !== null && (
        <p className="text-sm text-high">
          {mail.failure} <span className="text-ink-muted">· tried {plural(mail.attempts, 'time')}</span>
        </p>
      )}
      {mail.state === 'failed' && <SendAgain mail={mail} />}
      {mail.text !== null && (
        <details>
          <summary className="link w-fit cursor-pointer text-sm">
            Read <span className="sr-only">{mail.subject}</span>
          </summary>
          <div className="mt-2 rounded-sm bg-sunken p-3 text-sm wrap-anywhere whitespace-pre-wrap">
            <Linked text={mail.text} />
          </div>
        </details>
      )}
    </li>
  )
}

/** For when the reason is gone: the mail is tried as often and as long as a new one. */
function SendAgain({ mail }: { mail: OutboxMail }) {
  const queryClient = useQueryClient()
  const send = useMutation({
    mutationFn: () => accountApi.sendAgain(mail.id),
    onSuccess: async () => {
      toast(`The mail to ${mail.to} is tried again`)
      await queryClient.invalidateQueries({ queryKey: outboxQuery.queryKey })
    },
  })
  return (
    <div className="grid justify-items-start gap-2">
      <Button size="small" pending={send.isPending} onClick={() => send.mutate()}>
        <RotateCw aria-hidden="true" />
        Send again
        <span className="sr-only">
          {' '}
          {mail.subject} to {mail.to}
        </span>
      </Button>
      <FormProblem error={send.error} fields={[]} />
    </div>
  )
}

/** The text of a mail, whose addresses of web pages can be followed. */
const Linked = ({ text }: { text: string }) =>
  text.split(/(https?:\/\/\S+)/).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <a key={part} href={part} className="link underline" target="_blank" rel="noreferrer">
        {part}
      </a>
    ),
  )
