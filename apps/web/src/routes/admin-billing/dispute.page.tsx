import type { DisputeDetail } from '@grantry/contract'
import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { reasonText } from '../../components/billing/dispute-row.tsx'
import { DisputeBadge } from '../../components/billing/money-badges.tsx'
import { TestMode } from '../../components/billing/test-mode.tsx'
import { Fact, Facts } from '../../components/ui/facts.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { Crumb, Page, Section } from '../../components/ui/page.tsx'
import { formatDay, formatInstant } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { serverQuery } from '../../lib/queries/catalogue.queries.ts'
import { disputeQuery } from '../../lib/queries/earnings.queries.ts'
import { AcceptDispute, SubmitAnswer } from './dispute-decision.tsx'
import { DisputeDocuments } from './dispute-documents.tsx'
import { DisputeTexts } from './dispute-texts.tsx'

const route = getRouteApi('/signed-in/admin/billing/disputes/$dispute')

/** One dispute: what it is about, and what is said to it. */
export function DisputePage() {
  const dispute = useSuspenseQuery(disputeQuery(route.useParams().dispute)).data
  const [isUnkept, setUnkept] = useState(false)
  const { extension, publisher, state, inquiry } = dispute
  return (
    <Page
      title={`${inquiry ? 'Inquiry' : 'Dispute'} about ${extension}`}
      heading={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-2">
          {formatMoney(dispute.amount)} for {extension}
          <DisputeBadge state={state} inquiry={inquiry} />
        </span>
      }
      lead={`${reasonText(dispute.reason)}. Sold by ${publisher}, charged ${formatDay(dispute.chargedAt)}.`}
      crumbs={
        <Crumb>
          <Link to="/admin/billing" search={{ part: 'disputes' }} className="link">
            Disputes
          </Link>
        </Crumb>
      }
    >
      <div className="mb-6 grid gap-3">
        <TestMode server={useSuspenseQuery(serverQuery).data} />
        <Standing dispute={dispute} />
      </div>
      <div className="grid items-start gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,1fr)_19rem]">
        <div>
          <Section title="What is said">
            <DisputeTexts dispute={dispute} isUnkept={isUnkept} onUnkept={setUnkept} />
          </Section>
          <Section title="Documents">
            <DisputeDocuments dispute={dispute} />
          </Section>
        </div>
        <div className="grid gap-4">
          <div className="sheet p-4">
            <Money dispute={dispute} />
          </div>
          {dispute.answerable && (
            <>
              <SubmitAnswer dispute={dispute} isUnkept={isUnkept} />
              {!inquiry && <AcceptDispute dispute={dispute} />}
            </>
          )}
        </div>
      </div>
    </Page>
  )
}

function Standing({ dispute }: { dispute: DisputeDetail }) {
  const { state, inquiry, answerable, answeredAt, respondBy, answer } = dispute
  if (inquiry && state !== 'open') return <Notice tone="info" title="The bank asks no more, and has taken nothing" />
  if (state === 'won') return <Notice tone="info" title="The bank has given the money back" />
  if (state === 'lost') return <Notice tone="warning" title="The money is gone" />
  if (answeredAt !== null)
    return (
      <Notice tone="info" title={`Answered ${formatInstant(answeredAt)}`}>
        <p>{answer.submittedBy ?? 'Somebody'} has submitted the answer. The bank decides, which takes weeks.</p>
      </Notice>
    )
  if (!answerable) return <Notice tone="info" title="The bank decides" />
  return (
    <Notice tone="warning" title={respondBy === null ? 'It wants an answer' : `Answer by ${formatInstant(respondBy)}`}>
      <p>
        {inquiry
          ? 'The bank only asks, and has taken nothing. Without an answer, or a refund of the charge, it may take the money.'
          : 'Without an answer the bank decides for the card holder.'}
      </p>
    </Notice>
  )
}

const Money = ({ dispute: { amount, charged, publisherShare, fee, state, inquiry } }: { dispute: DisputeDetail }) => (
  <Facts>
    <Fact name="Charged">{formatMoney(charged)}</Fact>
    <Fact name={inquiry ? 'Asked about' : 'Disputed'}>{formatMoney(amount)}</Fact>
    <Fact name={state === 'lost' ? 'Taken from the publisher' : 'Held of the publisher'}>
      {formatMoney(publisherShare)}
    </Fact>
    <Fact name="Fee">{formatMoney(fee)}</Fact>
  </Facts>
)
