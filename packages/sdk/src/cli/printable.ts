/** What could move a terminal's cursor, change its colours or turn the direction of text around. */
const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Text that an extension, a publisher or a server chose, made safe to print: control characters are spelled out. */
export const printable = (text: string): string => text.replaceAll(UNSAFE, escape)

/** JSON of any value that is safe to print: the same value, whoever parses it. */
export const printableJson = (value: unknown, indent?: number): string =>
  (JSON.stringify(value, null, indent) ?? 'null').replaceAll(UNSAFE, escape)

const escape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
