import { CopyIcon } from '../ui/copy-button.tsx'
import { bitting } from './bitting.ts'

/** The key that a digest cuts. */
function DigestKey({ digest }: { digest: string }) {
  return (
    <svg viewBox="0 0 46 14" aria-hidden="true" className="h-3.5 w-11.5 shrink-0 text-ink-faint max-sm:hidden">
      <path
        fill="currentColor"
        fillRule="evenodd"
        d="M6 1a6 6 0 1 0 0 12A6 6 0 0 0 6 1Zm-1.5 4.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6Z"
      />
      {bitting(digest, 11, 4).map((depth, index) => (
        <rect key={index} x={12 + index * 3} y="5" width="3" height={8 - depth * 2} fill="currentColor" />
      ))}
    </svg>
  )
}

/** A digest, shortened in the middle and whole when copied. */
export function Digest({ digest }: { digest: string }) {
  const hex = digest.replace('sha256:', '')
  return (
    <span className="inline-flex items-center gap-2">
      <DigestKey digest={digest} />
      <code title={digest} className="font-mono text-xs whitespace-nowrap text-ink-muted">
        {hex.slice(0, 8)}…{hex.slice(-8)}
      </code>
      <CopyIcon text={digest} label="Copy digest" />
    </span>
  )
}
