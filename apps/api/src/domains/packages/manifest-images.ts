import { utf8 } from './archive-text.ts'

/** Image formats by the suffix of their files; what the bytes of each begin with. */
const IMAGES = {
  'image/png': { suffixes: ['.png'], matches: (bytes) => startsWith(bytes, 0, '89504e470d0a1a0a') },
  'image/jpeg': { suffixes: ['.jpg', '.jpeg'], matches: (bytes) => startsWith(bytes, 0, 'ffd8ff') },
  'image/webp': {
    suffixes: ['.webp'],
    matches: (bytes) => startsWith(bytes, 0, '52494646') && startsWith(bytes, 8, '57454250'),
  },
  'image/svg+xml': { suffixes: ['.svg'], matches: (bytes) => isPlainSvg(bytes) },
} as const satisfies Record<string, { suffixes: readonly string[]; matches: (bytes: Uint8Array) => boolean }>

export type MediaType = keyof typeof IMAGES
const MEDIA_TYPES = Object.keys(IMAGES) as MediaType[]

/** The format that a file's suffix claims, or null. */
export const claimedType = (path: string): MediaType | null =>
  MEDIA_TYPES.find((type) => IMAGES[type].suffixes.some((suffix) => path.toLowerCase().endsWith(suffix))) ?? null

/** Whether the bytes are of the format, as far as its first bytes tell; for SVG, whether it is a drawing and no more. */
export const isOfType = (type: MediaType, bytes: Uint8Array): boolean => IMAGES[type].matches(bytes)

export const suffixesOf = (types: readonly MediaType[]): string =>
  types.flatMap((type) => IMAGES[type].suffixes).join(', ')

const startsWith = (bytes: Uint8Array, at: number, hex: string) =>
  Buffer.from(bytes.subarray(at, at + hex.length / 2)).toString('hex') === hex

/** What makes an SVG more than a drawing: entities, scripts, foreign content, handlers, links that run. */
const ACTIVE_SVG =
  /<!(?:doctype|entity)|<\?xml-stylesheet|<(?:[\w.-]{1,64}:)?(?:script|foreignobject|iframe|object|embed|handler|animate|set)\b|\son\w{1,64}\s{0,8}=|javascript:/i

/**
 * UTF-8 text whose root is `<svg>`. Whoever serves it must still forbid scripts; this keeps the obvious ones out of the
 * catalogue.
 */
function isPlainSvg(bytes: Uint8Array): boolean {
  const text = utf8(bytes)
  return text !== null && /^<svg[\s>]/.test(afterProlog(text)) && !ACTIVE_SVG.test(text)
}

/** The document from its root on: without the declaration, comments and white space in front of it. */
function afterProlog(text: string): string {
  let rest = text.replace(/^\ufeff/, '').trimStart()
  for (;;) {
    const end = PROLOG.find(([opening]) => rest.startsWith(opening))?.[1]
    if (end === undefined || !rest.includes(end)) return rest
    rest = rest.slice(rest.indexOf(end) + end.length).trimStart()
  }
}

const PROLOG = [
  ['<?xml', '?>'],
  ['<!--', '-->'],
] as const
