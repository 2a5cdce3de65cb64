/** What a source was made into. */
export interface Compiled {
  /** The completed manifest, not yet parsed. */
  manifest: Record<string, unknown>
  /** Content of the archive's entry. */
  entry: Uint8Array
  /** JSON; null where there is none. */
  sourceMap: string | null
}
