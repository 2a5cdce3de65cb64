import type { GrantTerms, GrantView } from '@grantry/contract'
import { SlidersHorizontal } from 'lucide-react'
import { useState } from 'react'
import { readScope, termsFor } from '../../lib/consent.ts'
import { endOf } from '../../lib/grants.ts'
import { Button } from '../ui/button.tsx'
import { ReachEditor, type Reach } from './reach-editor.tsx'

interface GrantChangeProps {
  request: GrantView
  titleId: string
  busy: boolean
  onGrant: (terms: GrantTerms) => void
}

/** Changes how far a grant reaches and for how long, with what it could then do in words. */
export function GrantChange({ request, titleId, busy, onGrant }: GrantChangeProps) {
  const [draft, setDraft] = useState<Reach | null>(null)
  if (draft === null) {
    return (
      <Button
        size="small"
        tone="quiet"
        className="-ml-2.5 w-fit"
        aria-describedby={titleId}
        onClick={() => setDraft({ scope: request.grantedScope ?? request.scope, end: endOf(request) })}
      >
        <SlidersHorizontal aria-hidden="true" />
        Change its reach
      </Button>
    )
  }
  const { sentence } = readScope(request, draft.scope)
  const save = () => {
    onGrant(termsFor(request, draft))
    setDraft(null)
  }
  return (
    // On a phone it takes the whole row: below the icon and the switch there is nothing.
    <div className="grid gap-3 rounded-md bg-sunken p-3.5 max-sm:-mr-13.5 max-sm:-ml-12.5">
      <ReachEditor permission={request} choice={draft} onChange={setDraft} />
      {sentence && <p className="text-sm">It could then: {sentence}.</p>}
      <div className="flex flex-wrap gap-2">
        <Button size="small" tone="primary" disabled={sentence === null} pending={busy} onClick={save}>
          Set the reach
        </Button>
        <Button size="small" tone="quiet" onClick={() => setDraft(null)}>
          Cancel
        </Button>
      </div>
    </div>
  )
}
