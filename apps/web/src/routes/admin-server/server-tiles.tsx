import type { ServerStatus } from '@grantry/contract'
import type { ReactNode } from 'react'
import { Meter } from '../../components/ui/meter.tsx'
import { formatBytes, formatCompact, formatCount, formatInstant, formatSpan } from '../../lib/format.ts'

/** The figures that a look at a server is for. */
export const ServerTiles = ({ status }: { status: ServerStatus }) => (
  <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
    <UpTile status={status} />
    <DiskTile status={status} />
    <MemoryTile status={status} />
    <RequestsTile status={status} />
    <CallsTile status={status} />
    <SandboxesTile status={status} />
  </div>
)

type TileOf = (props: { status: ServerStatus }) => ReactNode

const UpTile: TileOf = ({ status: { startedAt } }) => (
  <Tile name="Up for" value={formatSpan(Math.max(1, Math.floor((Date.now() - Date.parse(startedAt)) / 1000)))}>
    <p>since {formatInstant(startedAt)}</p>
  </Tile>
)

const DiskTile: TileOf = ({ status: { disk, database } }) => {
  const used = disk.totalBytes - disk.freeBytes
  const text = `${formatBytes(used)} of ${formatBytes(disk.totalBytes)}`
  return (
    <Tile name="Free on its disk" value={formatBytes(disk.freeBytes)}>
      <Meter label="Disk in use" share={used / Math.max(1, disk.totalBytes)} text={text} />
      <p>of {formatBytes(disk.totalBytes)}</p>
      <p>The database has {formatBytes(database.sizeBytes)}</p>
    </Tile>
  )
}

const MemoryTile: TileOf = ({ status: { memory } }) => (
  <Tile name="Memory of the server" value={formatBytes(memory.usedBytes)}>
    <Meter
      label="Memory in use"
      share={memory.usedBytes / Math.max(1, memory.totalBytes)}
      text={`${formatBytes(memory.usedBytes)} of ${formatBytes(memory.totalBytes)}`}
    />
    <p>of {formatBytes(memory.totalBytes)}; each sandbox has its own</p>
  </Tile>
)

const RequestsTile: TileOf = ({ status: { sinceStart } }) => (
  <Tile name="Requests since its start" value={formatCompact(sinceStart.requests)}>
    <p>{formatCount(sinceStart.serverErrors)} failed for reasons of its own</p>
    <p>{formatCount(sinceStart.tooMany)} refused for their rate</p>
  </Tile>
)

const CallsTile: TileOf = ({ status: { sinceStart } }) => (
  <Tile name="Calls of extensions" value={formatCompact(sinceStart.calls)}>
    <p>{formatCount(sinceStart.failedCalls)} failed</p>
  </Tile>
)

const SandboxesTile: TileOf = ({ status: { sandboxes } }) => (
  <Tile name="Sandboxes" value={formatCount(sandboxes.open)}>
    <p>{formatCount(sandboxes.jobs)} more for jobs</p>
    <p>{formatCount(sandboxes.lost)} ended by a limit or a crash</p>
  </Tile>
)

const Tile = ({ name, value, children }: { name: string; value: string; children: ReactNode }) => (
  <section className="sheet grid content-start gap-1 p-4">
    <h2 className="text-sm text-ink-muted">{name}</h2>
    <p className="text-2xl font-semibold tabular-nums">{value}</p>
    <div className="grid gap-1.5 text-sm text-ink-muted tabular-nums">{children}</div>
  </section>
)
