/**
 * What could move a terminal's cursor, change its colours, turn the direction of text around, or cannot be seen. Line feeds
 * stay, and the variation selectors, which emoji are written with.
 */
const UNSAFE =
  /[[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]--[\ufe00-\ufe0f\n]]/gv

/** Text that an extension, a publisher or a server chose, made safe to print: control characters are spelled out. */
export const printable = (text: string): string => text.replaceAll(UNSAFE, escape)

/** The same where a line begins a record of its own: further lines are indented, and cannot pass for another record. */
export const printableRecord = (text: string): string => printable(text).replaceAll('\n', '\n    ')

/** JSON of any value that is safe to print: the same value, whoever parses it. */
export const printableJson = (value: unknown, indent?: number): string =>
  (JSON.stringify(value, null, indent) ?? 'null').replaceAll(UNSAFE, escape)

/** As JSON has it: by its UTF-16 units. */
const escape = (character: string) =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
