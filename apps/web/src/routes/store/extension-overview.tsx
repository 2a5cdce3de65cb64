import type { ExtensionDetail } from '@grantry/contract'
import { Prose } from '../../components/ui/prose.tsx'

/** What the extension says of itself: screenshots and README. */
export function ExtensionOverview({ extension: { name, latest } }: { extension: ExtensionDetail }) {
  return (
    <div className="grid gap-8">
      {latest.screenshotUrls.length > 0 && <Screenshots name={name} urls={latest.screenshotUrls} />}
      {latest.readmeHtml ? (
        <Prose html={latest.readmeHtml} label="README" />
      ) : (
        <p className="text-ink-muted">{name} comes without a README.</p>
      )}
    </div>
  )
}

const Screenshots = ({ name, urls }: { name: string; urls: readonly string[] }) => (
  <ul aria-label="Screenshots" className="flex snap-x gap-3 overflow-x-auto pb-2">
    {urls.map((url, index) => (
      <li key={url} className="shrink-0 snap-start">
        <a href={url} target="_blank" rel="noreferrer">
          <img
            src={url}
            alt={`Screenshot ${index + 1} of ${name}`}
            loading="lazy"
            className="h-60 rounded-md border border-line bg-sunken object-contain"
          />
        </a>
      </li>
    ))}
  </ul>
)
