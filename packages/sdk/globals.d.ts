/**
 * What a guest of the ABI `js` finds besides ECMAScript 2023: name it in `compilerOptions.types` as
 * `@grantry/sdk/globals`. There is no `fetch`, no `setTimeout` and no `process`; the platform is reached through `ctx`.
 */
interface GuestConsole {
  debug(...values: unknown[]): void
  trace(...values: unknown[]): void
  log(...values: unknown[]): void
  info(...values: unknown[]): void
  warn(...values: unknown[]): void
  error(...values: unknown[]): void
}

/** Writes to the install's log, as `ctx.log` does. */
declare const console: GuestConsole

declare class TextEncoder {
  /** UTF-8. */
  encode(text?: string): Uint8Array
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean })
  decode(bytes?: Uint8Array | ArrayBuffer): string
}

/** Base64 of a text whose characters are bytes. */
declare function btoa(binary: string): string
/** The text whose characters are the bytes of a base64. */
declare function atob(base64: string): string
