import type { ExtensionDetail } from '@grantry/contract'
import { CopyButton } from '../../components/ui/copy-button.tsx'

/** Nothing where the server draws the page: only what is copied names it. */
const ORIGIN = typeof location === 'undefined' ? '' : location.origin

/** A badge for a README and a card for another page. */
export function ShareSection({ extension: { id, name } }: { extension: ExtensionDetail }) {
  const page = `${ORIGIN}/extensions/${id}`
  const badge = `/v1/extensions/${id}/badge.svg`
  const card = `${ORIGIN}/v1/extensions/${id}/card`
  return (
    <section className="sheet grid gap-3 p-4">
      <h2 className="font-semibold">Show it elsewhere</h2>
      <img src={badge} alt={`Badge of ${name}`} height={20} loading="lazy" className="h-5" />
      <div className="flex flex-wrap gap-2">
        <CopyButton label="Badge" text={`[![${name}](${ORIGIN}${badge})](${page})`} />
        <CopyButton
          label="Card"
          text={`<iframe src="${card}" title="${name.replaceAll('"', '&quot;')}" width="420" height="140" loading="lazy"></iframe>`}
        />
      </div>
    </section>
  )
}
