import type { Me } from '@grantry/contract'
import { Link } from '@tanstack/react-router'
import { Landmark, LogOut, Server, ShieldCheck, UserRound } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useLeave } from './use-leave.ts'

const ITEM =
  'flex h-9 items-center gap-2.5 rounded-sm px-2.5 outline-none select-none data-[highlighted]:bg-hover [&_svg]:size-4 [&_svg]:text-ink-faint'

/** Not modal: Radix's modal menus inject a style element, which the content security policy refuses. */
export function AccountMenu({ me }: { me: Me }) {
  const leave = useLeave()
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="grid size-8 place-items-center rounded-full bg-accent text-sm font-semibold text-on-accent hover:bg-accent-strong">
        {initials(me.user.name)}
        <span className="sr-only">, account of {me.user.name}</span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={8}
          className="z-40 w-60 animate-arrive rounded-lg bg-raised p-1.5 shadow-float"
        >
          <DropdownMenu.Label className="border-b border-line px-2.5 pt-1.5 pb-2.5">
            <span className="block truncate font-semibold">{me.user.name}</span>
            <span className="block truncate text-sm text-ink-muted">{me.user.email}</span>
          </DropdownMenu.Label>
          <DropdownMenu.Item asChild>
            <Link to="/account/{-$part}" params={{ part: undefined }} className={`${ITEM} mt-1.5`}>
              <UserRound aria-hidden="true" />
              Account
            </Link>
          </DropdownMenu.Item>
          {me.user.admin && (
            <>
              <DropdownMenu.Item asChild>
                <Link to="/admin/ratings" className={ITEM}>
                  <ShieldCheck aria-hidden="true" />
                  Care of the store
                </Link>
              </DropdownMenu.Item>
              <DropdownMenu.Item asChild>
                <Link to="/admin/billing" className={ITEM}>
                  <Landmark aria-hidden="true" />
                  Billing of the marketplace
                </Link>
              </DropdownMenu.Item>
              <DropdownMenu.Item asChild>
                <Link to="/admin/server" className={ITEM}>
                  <Server aria-hidden="true" />
                  This server
                </Link>
              </DropdownMenu.Item>
            </>
          )}
          <DropdownMenu.Item className={ITEM} onSelect={() => void leave()}>
            <LogOut aria-hidden="true" />
            Sign out
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

/** At most two letters: of the first and the last word. */
function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean)
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words
  return letters.map((word) => firstLetter(word ?? '')).join('')
}

/** A whole letter, however many code units it takes. */
const firstLetter = (word: string): string => [...new Intl.Segmenter().segment(word)][0]?.segment.toUpperCase() ?? ''
