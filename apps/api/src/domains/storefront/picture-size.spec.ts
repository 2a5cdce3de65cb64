import { expect, it } from 'vitest'
import { pictureSize } from './picture-size.ts'

const png = (width: number, height: number): Buffer => {
  const bytes = Buffer.alloc(33)
  bytes.write('\x89PNG\r\n\x1a\n', 'latin1')
  bytes.writeUInt32BE(13, 8)
  bytes.write('IHDR', 12)
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  return bytes
}

const webp = (kind: string, body: readonly number[]): Buffer =>
  Buffer.concat([Buffer.from(`RIFF\0\0\0\0WEBP${kind}\0\0\0\0`, 'latin1'), Buffer.from(body), Buffer.alloc(16)])

/** A table before the frame header, as every camera and editor writes. */
const JPEG = Buffer.from('ffd8ffe000040000ffffc4000300ffc2000b08027604b00100000000', 'hex')

it.each([
  ['PNG', png(1200, 630)],
  ['JPEG', JPEG],
  ['lossy WebP', webp('VP8 ', [0, 0, 0, 0x9d, 0x01, 0x2a, 0xb0, 0x04, 0x76, 0x02])],
  ['lossless WebP', webp('VP8L', [0x2f, 0xaf, 0x44, 0x9d, 0x00])],
  ['extended WebP', webp('VP8X', [0, 0, 0, 0, 0xaf, 0x04, 0x00, 0x75, 0x02, 0x00])],
])('reads the size of a %s', (_format, bytes) => {
  expect(pictureSize(bytes)).toEqual({ width: 1200, height: 630 })
})

it('knows none of what is no picture of pixels, cut off, or empty', () => {
  for (const bytes of ['', 'RIFF', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'])
    expect(pictureSize(Buffer.from(bytes))).toBeNull()
  expect(pictureSize(png(1200, 630).subarray(0, 20))).toBeNull()
  expect(pictureSize(JPEG.subarray(0, 20))).toBeNull()
  expect(pictureSize(png(0, 630))).toBeNull()
})
