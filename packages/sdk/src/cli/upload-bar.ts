import { Presets, SingleBar } from 'cli-progress'
import { formatBytes } from './format.ts'

export interface UploadBar {
  update(sentBytes: number): void
  stop(): void
}

/** Progress of an upload on standard error. */
export function startUploadBar(sizeBytes: number, visibility: 'shown' | 'hidden'): UploadBar {
  if (visibility === 'hidden') return { update: () => undefined, stop: () => undefined }
  const format = `Uploading {bar} {percentage}% of ${formatBytes(sizeBytes)}`
  const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true, clearOnComplete: true }, Presets.rect)
  bar.start(sizeBytes, 0)
  return { update: (sentBytes) => bar.update(sentBytes), stop: () => bar.stop() }
}
