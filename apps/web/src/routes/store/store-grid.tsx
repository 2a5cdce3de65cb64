import type { ExtensionSummary } from '@grantry/contract'
import { ExtensionGrid } from '../../components/extensions/extension-card.tsx'
import { useInstalled } from '../../lib/own-installs.ts'

/** Extensions of a page of the store; those that the person has are marked. */
export const StoreGrid = ({ extensions }: { extensions: readonly ExtensionSummary[] }) => (
  <ExtensionGrid extensions={extensions} installed={useInstalled()} />
)
