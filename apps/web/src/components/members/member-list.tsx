import { UserRoundMinus } from 'lucide-react'
import { Badge } from '../ui/badge.tsx'
import { IconButton } from '../ui/button.tsx'

export interface Member {
  userId: string
  name: string
  email: string
  role: string
}

interface MemberListProps {
  members: readonly Member[]
  /** The person who looks. */
  self: string
  onRemove: ((member: Member) => void) | null
}

export const MemberList = ({ members, self, onRemove }: MemberListProps) => (
  <ul className="sheet divide-y divide-line">
    {members.map((member) => (
      <li key={member.userId} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
        <div className="grid min-w-40 flex-1">
          <span className="font-semibold">
            {member.name}
            {member.userId === self && <span className="ml-1.5 font-normal text-ink-faint">you</span>}
          </span>
          <span className="text-sm text-ink-muted">{member.email}</span>
        </div>
        <Badge>{member.role}</Badge>
        {onRemove && (
          <IconButton label={`Remove ${member.name}`} onClick={() => onRemove(member)}>
            <UserRoundMinus />
          </IconButton>
        )}
      </li>
    ))}
  </ul>
)
