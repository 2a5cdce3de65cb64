import type { ServerConcern, ServerStatus } from '@grantry/contract'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ShieldCheck } from 'lucide-react'
import { Fact, Facts } from '../../components/ui/facts.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { Page, Section } from '../../components/ui/page.tsx'
import { formatBytes, formatCount } from '../../lib/format.ts'
import { serverStatusQuery } from '../../lib/queries/server.queries.ts'
import { JobCounts, NodeList, QueueList } from './server-lists.tsx'
import { ServerTiles } from './server-tiles.tsx'

/** How the server fares, for the one who runs it. */
export function AdminServerPage() {
  const { data: status, isError } = useSuspenseQuery(serverStatusQuery)
  return (
    <Page title="This server" lead="How it fares, and what needs your attention. It looks again every ten seconds.">
      <div className="mb-8 grid gap-3">
        {isError && <Notice tone="warning" title="The server does not answer. These are its last figures." />}
        <Concerns concerns={status.concerns} />
      </div>
      <ServerTiles status={status} />
      <div className="mt-10 grid items-start gap-x-8 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div>
          <Section title="Servers on this database">
            <NodeList nodes={status.nodes} />
          </Section>
          <Section title="Jobs">
            <JobCounts jobs={status.jobs} />
          </Section>
          <Section title="News on its way">
            <QueueList queue={status.queue} />
          </Section>
        </div>
        <Aside status={status} />
      </div>
    </Page>
  )
}

const Concerns = ({ concerns }: { concerns: readonly ServerConcern[] }) =>
  concerns.length === 0 ? (
    <p className="sheet flex items-center gap-3 p-4 font-medium">
      <ShieldCheck aria-hidden="true" className="size-5 text-low" />
      Nothing needs your attention
    </p>
  ) : (
    <ul aria-label="What needs your attention" className="grid gap-3">
      {concerns.map(({ code, level, message }) => (
        <li key={code}>
          <Notice tone={level}>
            <p>{message}</p>
          </Notice>
        </li>
      ))}
    </ul>
  )

const Aside = ({ status: { version, node, database, mails, limits } }: { status: ServerStatus }) => (
  <aside aria-label="About this server" className="grid gap-5">
    <section className="sheet grid gap-3.5 p-4">
      <h2 className="font-semibold">What it runs on</h2>
      <Facts>
        <Fact name="Grantry">{version}</Fact>
        <Fact name="Node.js">{node.replace('v', '')}</Fact>
        <Fact name="PostgreSQL">
          {database.version}, {database.kind === 'embedded' ? 'its own' : 'yours'}
        </Fact>
      </Facts>
    </section>
    <section className="sheet grid gap-3.5 p-4">
      <h2 className="font-semibold">Mails</h2>
      <Facts>
        <Fact name="They go">{mails.transport === 'smtp' ? 'to a mail server' : 'to the outbox'}</Fact>
        <Fact name="Sent within a day">{formatCount(mails.sentLastDay)}</Fact>
        <Fact name="Waiting">{formatCount(mails.waiting)}</Fact>
        <Fact name="Failed">{formatCount(mails.failed)}</Fact>
      </Facts>
      <Link to="/account/{-$part}" params={{ part: 'outbox' }} className="link w-fit font-medium">
        All mails
      </Link>
    </section>
    <section className="sheet grid gap-3.5 p-4">
      <h2 className="font-semibold">Limits</h2>
      <Facts>
        <Fact name="Requests a minute">{formatCount(limits.requestsPerMinute)}</Fact>
        <Fact name="Sign-ins a minute">{formatCount(limits.signInsPerMinute)}</Fact>
        <Fact name="Jobs at a time">{formatCount(limits.jobSlots)}</Fact>
        <Fact name="Files of a workspace">{formatBytes(limits.workspaceQuotaBytes)}</Fact>
      </Facts>
      <p className="text-sm text-ink-muted">Requests and sign-ins are of one address. Set in the environment.</p>
    </section>
  </aside>
)
