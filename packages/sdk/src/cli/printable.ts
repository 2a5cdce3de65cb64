/** What could move a terminal's cursor, change its colours, turn the direction of text around, or cannot be seen. */
const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\u3164\ufeff]/g

/** Text that an extension, a publisher or a server chose, made safe to print: control characters are spelled out. */
export const printable = (text: string): string => text.replaceAll(UNSAFE, escape)

/** The same where a line begins a record of its own: further lines are indented, and cannot pass for another record. */
export const printableRecord = (text: string): string => printable(text).replaceAll('\n', '\n    ')

/** JSON of any value that is safe to print: the same value, whoever parses it. */
export const printableJson = (value: unknown, indent?: number): string =>
  (JSON.stringify(value, null, indent) ?? 'null').replaceAll(UNSAFE, escape)

const escape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
