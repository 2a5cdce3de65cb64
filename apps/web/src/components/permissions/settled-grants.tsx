import type { GrantView, PermissionId, PermissionUse } from '@grantry/contract'
import { useId } from 'react'
import { useOf } from '../../lib/uses.ts'
import { Switch } from '../ui/switch.tsx'
import { TimeAgo } from '../ui/time-ago.tsx'

interface SettledProps {
  grants: readonly GrantView[]
  uses: readonly PermissionUse[]
  takenBack: ReadonlySet<PermissionId>
  onTakeBack: (permissions: ReadonlySet<PermissionId>) => void
}

/** What an update leaves as it was decided; what the extension never used can be left behind on the way. */
export function Settled({ grants, uses, takenBack, onTakeBack }: SettledProps) {
  if (grants.length === 0) return null
  const keep = (id: PermissionId, kept: boolean) => {
    const others = [...takenBack].filter((other) => other !== id)
    onTakeBack(new Set(kept ? others : [...others, id]))
  }
  return (
    <section className="grid gap-2">
      <h3 className="font-semibold">Stays as you decided</h3>
      <ul className="grid gap-2 text-ink-muted">
        {grants.map((grant) => (
          <SettledGrant
            key={grant.id}
            grant={grant}
            unused={useOf(uses, grant.id)?.unused === true}
            kept={!takenBack.has(grant.id)}
            onKeep={(kept) => keep(grant.id, kept)}
          />
        ))}
      </ul>
    </section>
  )
}

interface SettledGrantProps {
  grant: GrantView
  unused: boolean
  kept: boolean
  onKeep: (kept: boolean) => void
}

function SettledGrant({ grant, unused, kept, onKeep }: SettledGrantProps) {
  const id = useId()
  return (
    <li className="flex items-start justify-between gap-3">
      <div id={id} className="min-w-0">
        <Decision grant={grant} />
        {unused && (
          <p className="text-sm">
            It has never used this
            {grant.grantedAt && (
              <>
                , granted <TimeAgo at={grant.grantedAt} />
              </>
            )}
            .{!kept && ' It is taken back with the update.'}
          </p>
        )}
      </div>
      {unused && grant.optional && (
        <Switch checked={kept} onCheckedChange={onKeep} aria-label={`Keep: ${grant.title}`} aria-describedby={id} />
      )}
    </li>
  )
}

export function Dropped({ grants }: { grants: readonly GrantView[] }) {
  if (grants.length === 0) return null
  return (
    <section className="grid gap-2">
      <h3 className="font-semibold">No longer asked for</h3>
      <ul className="grid gap-1 text-ink-muted">
        {grants.map((grant) => (
          <li key={grant.id}>
            <Decision grant={grant} />
          </li>
        ))}
      </ul>
    </section>
  )
}

const Decision = ({ grant }: { grant: GrantView }) => (
  <p>
    {grant.grantedSentence ?? grant.sentence}: {grant.granted ? 'granted' : 'not granted'}
  </p>
)
