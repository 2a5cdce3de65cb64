// Sends back what it is sent, over the socket that it is given: a process boundary and nothing else.
import { Socket } from 'node:net'

const received = Buffer.allocUnsafeSlow(64 * 1024)
const socket = new Socket({
  fd: 3,
  readable: true,
  writable: true,
  onread: {
    buffer: received,
    callback(length) {
      socket.write(Uint8Array.from(received.subarray(0, length)))
      return true
    },
  },
})
socket.on('end', () => process.exit(0))
