import type { ExtensionDetail } from '@grantry/contract'
import { lazy, Suspense, useState } from 'react'
import { Prose } from '../../components/ui/prose.tsx'

const ScreenshotViewer = lazy(() =>
  import('./screenshot-viewer.dialog.tsx').then(({ ScreenshotViewer }) => ({ default: ScreenshotViewer })),
)

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

function Screenshots({ name, urls }: { name: string; urls: readonly string[] }) {
  const [shown, setShown] = useState<number | null>(null)
  return (
    <>
      <ul aria-label="Screenshots" className="flex snap-x gap-3 overflow-x-auto pb-2">
        {urls.map((url, index) => (
          <li key={url} className="shrink-0 snap-start">
            <button type="button" onClick={() => setShown(index)} className="rounded-md">
              <img
                src={url}
                alt={`Screenshot ${index + 1} of ${name}`}
                loading="lazy"
                className="h-60 rounded-md border border-line bg-sunken object-contain"
              />
            </button>
          </li>
        ))}
      </ul>
      {shown !== null && (
        <Suspense>
          <ScreenshotViewer name={name} urls={urls} shown={shown} onShow={setShown} onClose={() => setShown(null)} />
        </Suspense>
      )}
    </>
  )
}
