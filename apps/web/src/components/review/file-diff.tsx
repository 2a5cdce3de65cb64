import type { DiffHunk, FileComparison } from '@grantry/contract'
import { Digest } from '../brand/digest.tsx'
import { formatBytes } from '../../lib/format.ts'
import { classes } from '../ui/class-names.ts'
import { Fact, Facts } from '../ui/facts.tsx'
import { Notice } from '../ui/notice.tsx'
import { NameChanges } from './import-changes.tsx'

/** A file beside the same file of an earlier version: by line, by what it binds to, or by its digest. */
export function FileDiff({ comparison }: { comparison: FileComparison }) {
  const { hunks, kind, path, before, after, importChanges, exportChanges } = comparison
  if (hunks !== null && hunks.length > 0) return <Hunks path={path} hunks={hunks} />
  if (hunks !== null) return <Notice tone="info">{path} is the same in both versions.</Notice>
  return (
    <div className="sheet grid gap-4 p-4">
      <p className="text-ink-muted">
        {kind === 'text' ? 'Too long or too different to be compared line by line.' : `${path} is not text.`}
      </p>
      <Facts>
        <Fact name="Before">
          <Side side={before} />
        </Fact>
        <Fact name="Now">
          <Side side={after} />
        </Fact>
      </Facts>
      {importChanges && <NameChanges title="Imports" changes={importChanges} />}
      {exportChanges && <NameChanges title="Exports" changes={exportChanges} />}
    </div>
  )
}

const Side = ({ side }: { side: FileComparison['before'] }) =>
  side === null ? (
    'not there'
  ) : (
    <span className="inline-flex flex-wrap items-center justify-end gap-3">
      {formatBytes(side.sizeBytes)}
      <Digest digest={side.digest} />
    </span>
  )

const LOOKS = {
  same: { look: '', sign: ' ', word: '' },
  added: { look: 'bg-low-soft', sign: '+', word: 'added: ' },
  removed: { look: 'bg-high-soft', sign: '-', word: 'removed: ' },
} as const

const Hunks = ({ path, hunks }: { path: string; hunks: readonly DiffHunk[] }) => (
  <div
    tabIndex={0}
    role="region"
    aria-label={`Changes of ${path}`}
    className="max-h-[36rem] overflow-auto rounded-md border border-line bg-sunken font-mono text-sm leading-relaxed"
  >
    <table className="w-full border-collapse">
      <thead className="sr-only">
        <tr>
          <th scope="col">Line before</th>
          <th scope="col">Line now</th>
          <th scope="col">Text</th>
        </tr>
      </thead>
      {hunks.map((hunk) => (
        <tbody key={`${hunk.beforeLine} ${hunk.afterLine}`} className="border-line not-first:border-t-4">
          {numbered(hunk).map(({ before, after, change, text }) => (
            <tr key={`${before} ${after}`} className={LOOKS[change].look}>
              <LineNumber>{change === 'added' ? null : before}</LineNumber>
              <LineNumber>{change === 'removed' ? null : after}</LineNumber>
              <td className="pr-3.5 whitespace-pre-wrap">
                <span aria-hidden="true" className="inline-block w-5 text-ink-muted select-none">
                  {LOOKS[change].sign}
                </span>
                <span className="sr-only">{LOOKS[change].word}</span>
                <span className="break-words">{text}</span>
              </td>
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  </div>
)

const LineNumber = ({ children }: { children: number | null }) => (
  <td
    className={classes(
      'w-10 px-2 text-right align-top text-xs leading-relaxed text-ink-muted tabular-nums select-none',
    )}
  >
    {children}
  </td>
)

/** Every line of a run with its number on either side. */
function numbered({ beforeLine, afterLine, lines }: DiffHunk) {
  let before = beforeLine - 1
  let after = afterLine - 1
  return lines.map((line) => {
    if (line.change !== 'added') before += 1
    if (line.change !== 'removed') after += 1
    return { ...line, before, after }
  })
}
