import { Link } from '@tanstack/react-router'
import { ChevronDown } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { buttonClasses } from '../../components/ui/button.tsx'
import type { InstallPlace } from './extension-actions.tsx'

/** Leads to one of several installs. Not modal: Radix's modal menus inject a style element. */
export const OpenMenu = ({ places }: { places: readonly InstallPlace[] }) => (
  <DropdownMenu.Root modal={false}>
    <DropdownMenu.Trigger className={buttonClasses({ tone: 'primary', size: 'large' })}>
      Open in
      <ChevronDown aria-hidden="true" />
    </DropdownMenu.Trigger>
    <DropdownMenu.Portal>
      <DropdownMenu.Content
        align="end"
        sideOffset={8}
        className="z-40 max-h-80 w-60 animate-arrive overflow-y-auto rounded-lg bg-raised p-1.5 shadow-float"
      >
        {places.map(({ install, ws, workspace }) => (
          <DropdownMenu.Item key={install} asChild>
            <Link
              to="/workspaces/$ws/installs/$install"
              params={{ ws, install }}
              className="block truncate rounded-sm px-2.5 py-2 outline-none select-none data-[highlighted]:bg-hover"
            >
              {workspace}
            </Link>
          </DropdownMenu.Item>
        ))}
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  </DropdownMenu.Root>
)
