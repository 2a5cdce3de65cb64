import { LogOut, UserRoundMinus } from 'lucide-react'
import { Badge } from '../ui/badge.tsx'
import { IconButton } from '../ui/button.tsx'

export interface Member<Role extends string> {
  userId: string
  name: string
  email: string
  role: Role
}

interface MemberListProps<Role extends string> {
  members: readonly Member<Role>[]
  /** What the roles are called. */
  roles: Record<Role, string>
  /** The person who looks. */
  self: string
  /** Whether others can be removed; anybody may leave. */
  canRemoveOthers: boolean
  onRemove: (member: Member<Role>) => void
}

export const MemberList = <Role extends string>({
  members,
  roles,
  self,
  canRemoveOthers,
  onRemove,
}: MemberListProps<Role>) => (
  <ul className="sheet divide-y divide-line">
    {members.map((member) => (
      <li key={member.userId} className="flex items-center gap-3 px-4 py-3">
        <div className="grid min-w-0 flex-1">
          <span className="font-semibold">
            {member.name}
            {member.userId === self && <span className="ml-1.5 font-normal text-ink-faint">you</span>}
          </span>
          <span className="text-sm wrap-anywhere text-ink-muted">{member.email}</span>
        </div>
        <Badge>{roles[member.role]}</Badge>
        {(canRemoveOthers || member.userId === self) && (
          <IconButton
            label={member.userId === self ? 'Leave' : `Remove ${member.name}`}
            onClick={() => onRemove(member)}
          >
            {member.userId === self ? <LogOut /> : <UserRoundMinus />}
          </IconButton>
        )}
      </li>
    ))}
  </ul>
)
