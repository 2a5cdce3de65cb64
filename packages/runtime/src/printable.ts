/**
 * Controls except tab and line feed, line separators, invisible characters, those that change the direction of text, and
 * halves of others. The variation selectors stay: emoji are written with them.
 */
const UNPRINTABLE =
  /[[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]--[\ufe00-\ufe0f\t\n]]/gv

/** Most lines are nothing else, and need no closer look. */
const PLAIN = /^[\t\n\x20-\x7e]*$/

function escape(character: string): string {
  const digits = character.codePointAt(0)!.toString(16)
  return digits.length > 4 ? `\\u{${digits}}` : `\\u${digits.padStart(4, '0')}`
}

/**
 * Text of a guest, made harmless for terminals, logs and pages: what cannot be seen is written as `\uXXXX` or `\u{XXXXX}`, and the
 * length is bounded (`maxCharacters`, in UTF-16 units, before escaping). Tabs and line feeds stay.
 */
export function printable(text: string, maxCharacters: number): string {
  const bounded = text.length > maxCharacters ? `${text.slice(0, maxCharacters)}…` : text
  return PLAIN.test(bounded) ? bounded : bounded.replace(UNPRINTABLE, escape)
}
