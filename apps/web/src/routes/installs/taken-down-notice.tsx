import type { Install } from '@grantry/contract'
import { Notice } from '../../components/ui/notice.tsx'

/** Why an install does not run whose version the admins of the server stopped everywhere. */
export const TakenDownNotice = ({ install: { version, updateAvailable, takenDownReason } }: { install: Install }) => (
  <Notice tone="error" title={`Version ${version} was taken down: it does not run`}>
    {takenDownReason !== null && <p className="whitespace-pre-line">“{takenDownReason}”</p>}
    <p>
      {updateAvailable === null
        ? 'What it has written stays. A newer version will be offered here when there is one.'
        : 'What it has written stays. It runs again with the newer version.'}
    </p>
  </Notice>
)
