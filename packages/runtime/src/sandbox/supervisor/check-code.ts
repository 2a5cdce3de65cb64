import { printable } from '../../printable.ts'
import type { Verdict } from '../../verdict.ts'
import type { SandboxProcess } from './sandbox-process.ts'
import type { ToSupervisor } from '../protocol.ts'
import { ProtocolViolation } from '../wire-fields.ts'

const MAX_REASON = 2_000

interface Check {
  /** What the guest would be, for its sandbox; see `describeGuest`. */
  readonly description: string
  readonly code: Uint8Array
  readonly deadlineMs: number
}

/** Has code judged in a process that does nothing else and is ended afterwards, whatever comes of it. */
export async function checkCode(process: SandboxProcess, { description, code, deadlineMs }: Check): Promise<Verdict> {
  const timer = setTimeout(() => process.kill('the check took too long'), deadlineMs)
  const verdict = new Promise<Verdict>((resolve) => {
    process.adopt({
      onMessage: (frame) => resolve(verdictOf(frame, code.length)),
      onEnd: ({ reason }) => resolve({ verdict: 'undecided', reason: `The checker was lost: ${reason}` }),
    })
  })
  process.send({ type: 'check', call: 1, description, code })
  try {
    return await verdict
  } finally {
    clearTimeout(timer)
    process.kill('the check is over')
    await process.ended
  }
}

function verdictOf(frame: ToSupervisor, sizeBytes: number): Verdict {
  if (frame.type !== 'checked') throw new ProtocolViolation('an answer to no question')
  const { verdict, code, reason, offset, meteredBytes } = frame
  if (verdict === 'pass') return { verdict, report: { sizeBytes, meteredBytes } }
  return { verdict, code, reason: printable(reason, MAX_REASON), ...(offset === 0 ? {} : { offset }) }
}
