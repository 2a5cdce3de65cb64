import type { CreatedToken } from '@grantry/contract'
import { CopyButton } from '../../components/ui/copy-button.tsx'
import { Notice } from '../../components/ui/notice.tsx'

/** The one time a token is seen. */
export const NewToken = ({ token }: { token: CreatedToken }) => (
  <Notice
    tone="info"
    title={`${token.name}: copy it now, it is not shown again`}
    action={<CopyButton text={token.token} label="Copy token" />}
  >
    <code data-token="" className="font-mono text-sm break-all">
      {token.token}
    </code>
  </Notice>
)
