const SHOWN_CHARACTERS = 120

/**
 * Text from an upload, such as the name of an entry, made safe to show: control, invisible and direction-changing
 * characters are written as `\u{…}`, and long text is cut.
 */
export function displayName(name: string): string {
  const shown = name.slice(0, SHOWN_CHARACTERS)
  const safe = shown.replace(/[\p{C}\p{Zl}\p{Zp}\p{DI}]/gu, (hidden) => `\\u{${hidden.codePointAt(0)?.toString(16)}}`)
  return shown.length < name.length ? `${safe}…` : safe
}

/** Text from an upload within a sentence. */
export const quoted = (name: string): string => `"${displayName(name)}"`

/** The bytes as text, or null when they are not UTF-8. A byte order mark stays. */
export function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

/** The bytes as text for a message, whatever they are. */
export const readable = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
