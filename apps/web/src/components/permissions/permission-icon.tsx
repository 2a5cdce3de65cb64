import type { PermissionId } from '@grantry/contract'
import {
  CalendarClock,
  Database,
  FilePen,
  FileText,
  Globe,
  KeyRound,
  Plug,
  ScanText,
  Tags,
  UserRoundCog,
  Vault,
  Workflow,
  type LucideIcon,
} from 'lucide-react'

const ICONS: Record<PermissionId, LucideIcon> = {
  'entries.read': FileText,
  'entries.write': FilePen,
  'credentials.read': KeyRound,
  'credentials.write': Vault,
  network: Globe,
  database: Database,
  'ai.ocr': ScanText,
  'ai.classify': Tags,
  'jobs.run': Workflow,
  'jobs.schedule': CalendarClock,
  'extensions.call': Plug,
  users: UserRoundCog,
}

export function PermissionIcon({ id }: { id: PermissionId }) {
  const Icon = ICONS[id]
  return (
    <span aria-hidden="true" className="grid size-9 shrink-0 place-items-center rounded-md bg-sunken text-ink-muted">
      <Icon className="size-4.5 stroke-[1.75]" />
    </span>
  )
}
