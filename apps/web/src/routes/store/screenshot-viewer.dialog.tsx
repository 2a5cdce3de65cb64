import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useEffect } from 'react'
import { IconButton } from '../../components/ui/button.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'

interface ScreenshotViewerProps {
  name: string
  urls: readonly string[]
  /** Index of the one in sight. */
  shown: number
  onShow: (index: number) => void
  onClose: () => void
}

/** One screenshot at a time, as large as there is room; the arrow keys lead on, and round. */
export function ScreenshotViewer({ name, urls, shown, onShow, onClose }: ScreenshotViewerProps) {
  const step = (by: number) => onShow((shown + by + urls.length) % urls.length)
  useEffect(() => {
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === 'ArrowLeft') step(-1)
      if (key === 'ArrowRight') step(1)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  })
  return (
    <Dialog
      title={`Screenshot ${shown + 1} of ${urls.length}`}
      width="wide"
      onClose={onClose}
      footer={
        urls.length > 1 && (
          <>
            <IconButton label="The one before" onClick={() => step(-1)}>
              <ChevronLeft />
            </IconButton>
            <IconButton label="The next one" onClick={() => step(1)}>
              <ChevronRight />
            </IconButton>
          </>
        )
      }
    >
      <img
        src={urls[shown]}
        alt={`Screenshot ${shown + 1} of ${name}`}
        className="mx-auto max-h-[60dvh] w-full rounded-md bg-sunken object-contain"
      />
    </Dialog>
  )
}
