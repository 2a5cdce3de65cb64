import { Socket } from 'node:net'
import { Channel } from '../channel.ts'
import { dropRights } from './drop-rights.ts'
import { Executor } from './executor.ts'
import { toSandbox, toSupervisor, type ToSandbox, type ToSupervisor } from '../protocol.ts'

/**
 * The program of a sandbox process; the supervisor starts it with the flags of `spawn-sandbox.ts` and one end of a
 * socket pair as descriptor 3. It ends when the other end is closed, whatever the reason: no orphan stays behind.
 */
const SUPERVISOR_FD = 3

dropRights()
/** Everything is read into the same memory: messages are short and many, and keep nothing of it. */
const received: Buffer = Buffer.allocUnsafeSlow(64 * 1024)
const socket = new Socket({
  fd: SUPERVISOR_FD,
  readable: true,
  writable: true,
  onread: { buffer: received, callback: receive },
})
const leave = () => process.exit(0)
socket.on('end', leave).on('close', leave).on('error', leave)

const channel = new Channel<ToSandbox, ToSupervisor>(socket, {
  incoming: toSandbox,
  outgoing: toSupervisor,
  onMessage: (message) => executor.receive(message),
  onViolation(violation) {
    throw violation
  },
  mayPoll: () => executor.rest === 'awake',
})
const executor = new Executor(channel)

function receive(length: number): boolean {
  channel.receive(received.subarray(0, length))
  return true
}
