import type { PublishStage } from '@grantry/contract'
import { Check, Circle } from 'lucide-react'
import { InspectionReport } from '../../components/extensions/inspection-report.tsx'
import { classes } from '../../components/ui/class-names.ts'
import { Spinner } from '../../components/ui/spinner.tsx'
import { formatBytes, plural } from '../../lib/format.ts'

const STAGES: readonly { stage: PublishStage['stage']; doing: string }[] = [
  { stage: 'received', doing: 'Send the archive' },
  { stage: 'unpacked', doing: 'Unpack it' },
  { stage: 'manifest', doing: 'Read its manifest' },
  { stage: 'inspected', doing: 'Inspect the code' },
  { stage: 'compiled', doing: 'Compile it' },
]

/** How far an upload has come, with what is known of it by then. */
export function PublishStages({ stages }: { stages: readonly PublishStage[] }) {
  const inspected = stages.find((reached) => reached.stage === 'inspected')
  return (
    <div className="grid gap-4">
      <ol aria-label="Stages" className="grid gap-1.5">
        {STAGES.map(({ stage, doing }, index) => {
          const reached = stages.find((candidate) => candidate.stage === stage)
          const isNext = index === stages.length
          return (
            <li key={stage} className={classes('flex items-center gap-2.5', !reached && !isNext && 'text-ink-muted')}>
              <Mark state={reached ? 'done' : isNext ? 'doing' : 'to-come'} />
              <span className="font-medium">{doing}</span>
              {reached && <span className="text-sm text-ink-muted">{resultText(reached)}</span>}
            </li>
          )
        })}
      </ol>
      {inspected && <InspectionReport inspection={inspected.inspection} />}
    </div>
  )
}

function Mark({ state }: { state: 'done' | 'doing' | 'to-come' }) {
  if (state === 'doing') return <Spinner />
  const Icon = state === 'done' ? Check : Circle
  return (
    <>
      <Icon
        aria-hidden="true"
        className={classes('size-4 shrink-0', state === 'done' ? 'text-low' : 'text-ink-faint')}
      />
      {state === 'done' && <span className="sr-only">Done: </span>}
    </>
  )
}

function resultText(stage: PublishStage): string {
  switch (stage.stage) {
    case 'received':
      return formatBytes(stage.uploadBytes)
    case 'unpacked':
      return `${plural(stage.files, 'file')}, ${formatBytes(stage.unpackedBytes)}`
    case 'manifest':
      return `${stage.name} ${stage.version}`
    case 'inspected':
      return stage.inspection.abi === 'js' ? 'a JavaScript bundle' : plural(stage.inspection.functionCount, 'function')
    case 'compiled':
      return 'the engine takes it'
  }
}
