/** How a guest and the host understand each other. */
export type Abi = 'core' | 'js'

/**
 * What a call finds: `shared`, whatever earlier calls of the install left in the instance; `fresh`, an instance as it
 * is after loading, always.
 */
export type Instances = 'shared' | 'fresh'

export interface DeclaredOperation {
  readonly type: 'query' | 'action'
  readonly name: string
  /** The guest's export that answers it. */
  readonly export: string
}

export interface DeclaredJob {
  readonly name: string
  /** The guest's export that runs it. */
  readonly export: string
  readonly resumable: boolean
}

/** What the manifest says the guest offers; a guest can offer no more at run time. */
export interface Declarations {
  readonly operations: readonly DeclaredOperation[]
  readonly jobs: readonly DeclaredJob[]
}

/** A guest's code and everything about it that its sandbox needs. */
export interface GuestSource extends Declarations {
  /** `sha256:` and 64 hex digits of the code; the sandbox verifies it before anything else. */
  readonly digest: string
  readonly abi: Abi
  /** Id of the extension: the namespace of everything the guest registers. */
  readonly extension: string
  readonly version: string
  /** Default: `shared`. */
  readonly instances?: Instances
  /** Reads the code; called once for each sandbox that runs the guest. */
  readCode(): Promise<Uint8Array>
  /**
   * Reads the source map of a bundle, by which stacks then name the author's own files; called as often as `readCode`. A
   * map of more than 2 MiB is left out. Absent when there is none.
   */
  readSourceMap?(): Promise<Uint8Array>
}
