/** Lines of a body in base64 that are kept; they hold some 50 kB. */
const KEPT_LINES = 1_000
const SHORTEST_LINE = 60
const LINE_FEED = 0x0a
/** With it begins the line that ends a body. */
const HYPHEN = 0x2d
const BASE64_LINE = /^[A-Za-z0-9+/]+\r?\n$/

/**
 * A message whose long bodies in base64 are cut short. Nothing is read from the middle of a document or a picture, and
 * they are most of what there is to parse. Such a body is told by its lines: a thousand and more of the same length,
 * none of which has a space.
 */
export function withoutBulk(message: Uint8Array): Uint8Array {
  const kept = keptRanges(message)
  const short = new Uint8Array(kept.reduce((size, { length }) => size + length, 0))
  let end = 0
  for (const range of kept) {
    short.set(range, end)
    end += range.length
  }
  return short
}

function keptRanges(message: Uint8Array): Uint8Array[] {
  const ranges: Uint8Array[] = []
  let keptFrom = 0
  let run = { length: 0, lines: 0, isBase64: false }
  for (let start = 0; start < message.length;) {
    const end = lineEnd(message, start)
    run =
      end - start === run.length ? { ...run, lines: run.lines + 1 } : { length: end - start, lines: 1, isBase64: false }
    // Looked at once: what has gone on for so long in lines of one length goes on as it is.
    if (run.lines === KEPT_LINES) run.isBase64 = run.length >= SHORTEST_LINE && isBase64(message.subarray(start, end))
    if (run.lines > KEPT_LINES && run.isBase64 && message[start] !== HYPHEN) {
      if (keptFrom < start) ranges.push(message.subarray(keptFrom, start))
      keptFrom = end
    }
    start = end
  }
  return [...ranges, message.subarray(keptFrom)]
}

/** Behind the line feed, or the end of the message. */
function lineEnd(message: Uint8Array, start: number): number {
  const feed = message.indexOf(LINE_FEED, start)
  return feed === -1 ? message.length : feed + 1
}

const isBase64 = (line: Uint8Array): boolean => BASE64_LINE.test(String.fromCharCode(...line))
