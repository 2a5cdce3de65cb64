import type { Inspection } from '@grantry/contract'
import { formatBytes, formatCount, formatPages } from '../../lib/format.ts'
import { Badge } from '../ui/badge.tsx'
import { Fact, Facts } from '../ui/facts.tsx'

/** What reading the module found, without running it. A JavaScript module has no functions or memory to count. */
export function InspectionReport({ inspection }: { inspection: Inspection }) {
  const { imports, exports } = inspection
  return (
    <div className="grid gap-4 md:grid-cols-2">
      <div className="sheet grid content-start gap-3.5 p-4">
        <h3 className="font-semibold">Module</h3>
        <Facts>
          <Fact name="Guest ABI">{inspection.abi}</Fact>
          <Fact name="Size">{formatBytes(inspection.sizeBytes)}</Fact>
          {inspection.abi !== 'js' && <Fact name="Functions">{formatCount(inspection.functionCount)}</Fact>}
          {inspection.abi !== 'js' && <Fact name="Memory">{memoryText(inspection)}</Fact>}
        </Facts>
        {inspection.features.length > 0 && (
          <ul aria-label="Features it uses" className="flex flex-wrap gap-1">
            {inspection.features.map((feature) => (
              <li key={feature}>
                <Badge>{feature}</Badge>
              </li>
            ))}
          </ul>
        )}
      </div>
      {imports.length + exports.length > 0 && (
        <>
          <Names
            title="Imports"
            empty="It imports nothing from the host."
            names={imports.map(({ module, name, type }) => ({ name: `${module}.${name}`, type }))}
          />
          <Names
            title="Exports"
            empty="It exports nothing."
            names={exports.map(({ name, kind }) => ({ name, type: kind }))}
          />
        </>
      )}
    </div>
  )
}

function memoryText({ memory }: Inspection): string {
  if (memory === null) return 'none of its own'
  const most = memory.maxPages === null ? 'no maximum' : `at most ${formatPages(memory.maxPages)}`
  return `${formatPages(memory.minPages)}, ${most}`
}

interface NamesProps {
  title: string
  empty: string
  names: readonly { name: string; type: string }[]
}

const Names = ({ title, empty, names }: NamesProps) => (
  <div className="sheet grid content-start gap-3 p-4">
    <h3 className="font-semibold">
      {title} <span className="font-normal text-ink-faint tabular-nums">{names.length}</span>
    </h3>
    {names.length === 0 ? (
      <p className="text-ink-muted">{empty}</p>
    ) : (
      <ul
        tabIndex={names.length > 8 ? 0 : undefined}
        aria-label={title}
        className="grid max-h-56 gap-1 overflow-y-auto font-mono text-sm"
      >
        {names.map(({ name, type }) => (
          <li key={name} className="flex justify-between gap-3">
            <span className="break-all">{name}</span>
            <span className="shrink-0 text-ink-faint">{type}</span>
          </li>
        ))}
      </ul>
    )}
  </div>
)
