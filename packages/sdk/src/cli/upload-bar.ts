import { formatBytes } from './format.ts'
import { progressBar } from './progress-bar.ts'
import { createStatusLine } from './status-line.ts'

export interface UploadBar {
  update(sentBytes: number): void
  stop(): void
}

/** Progress of an upload on standard error. */
export function startUploadBar(sizeBytes: number, visibility: 'shown' | 'hidden'): UploadBar {
  const line = visibility === 'shown' ? createStatusLine() : null
  const update = (sentBytes: number) => {
    const fraction = sizeBytes === 0 ? null : sentBytes / sizeBytes
    line?.show(`Uploading ${progressBar(fraction)} of ${formatBytes(sizeBytes)}`)
  }
  update(0)
  return { update, stop: () => line?.clear() }
}
