export interface PictureSize {
  /** In pixels, both. */
  width: number
  height: number
}

type Read = (bytes: Buffer) => PictureSize | null

/**
 * How large a picture of pixels is, from its first bytes: PNG (ISO/IEC 15948, IHDR), JPEG (ITU-T T.81, the frame header)
 * and WebP (RFC 9649). Null for anything else, SVG among it, and for what is cut off or empty.
 */
export function pictureSize(bytes: Buffer): PictureSize | null {
  const read = FORMATS.find(({ begins }) => begins(bytes))?.read
  const size = read?.(bytes) ?? null
  return size !== null && size.width > 0 && size.height > 0 ? size : null
}

const png: Read = (bytes) =>
  bytes.length < 24 ? null : { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }

/** Frame headers: SOF0 to SOF15, without the tables that lie among their markers. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

function jpeg(bytes: Buffer): PictureSize | null {
  for (let at = 2; at + 9 <= bytes.length;) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1] ?? 0
    if (isFrame(marker)) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) }
    // Any number of 0xff may stand before a marker.
    at += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2)
  }
  return null
}

/** Lossy, lossless and extended: each says its size in a way of its own. */
const WEBP: Record<string, Read> = {
  'VP8 ': (bytes) => ({ width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff }),
  VP8L: (bytes) => {
    const bits = bytes.readUInt32LE(21)
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
  },
  VP8X: (bytes) => ({ width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 }),
}
const webp: Read = (bytes) => (bytes.length < 30 ? null : (WEBP[bytes.toString('latin1', 12, 16)]?.(bytes) ?? null))

const FORMATS: readonly { begins: (bytes: Buffer) => boolean; read: Read }[] = [
  { begins: (bytes) => bytes.toString('latin1', 0, 8) === '\x89PNG\r\n\x1a\n', read: png },
  { begins: (bytes) => bytes[0] === 0xff && bytes[1] === 0xd8, read: jpeg },
  {
    begins: (bytes) => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP',
    read: webp,
  },
]
