import type { PublishStage } from '@grantry/contract'
import { formatBytes } from './format.ts'
import { progressBar } from './progress-bar.ts'
import { createStatusLine } from './status-line.ts'

export interface UploadBar {
  update(sentBytes: number): void
  /** The server has come as far as this. */
  reach(stage: PublishStage): void
  stop(): void
}

/** What the server does after a stage. */
const NEXT: Record<PublishStage['stage'], string> = {
  received: 'Unpacking',
  unpacked: 'Reading the manifest',
  manifest: 'Inspecting the code',
  inspected: 'Compiling the code',
  compiled: 'Storing',
}

/** Progress of an upload on standard error. */
export function startUploadBar(sizeBytes: number, visibility: 'shown' | 'hidden'): UploadBar {
  const line = visibility === 'shown' ? createStatusLine() : null
  const update = (sentBytes: number) => {
    const fraction = sizeBytes === 0 ? null : sentBytes / sizeBytes
    line?.show(`Uploading ${progressBar(fraction)} of ${formatBytes(sizeBytes)}`)
  }
  update(0)
  return { update, reach: ({ stage }) => line?.show(`${NEXT[stage]} …`), stop: () => line?.clear() }
}
