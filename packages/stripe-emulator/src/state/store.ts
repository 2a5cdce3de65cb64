import { KIND_NAMES, type Kind, type Objects } from './objects.ts'

/** The scope of the platform itself; every connected account is a scope of its own, named by its id. */
export const PLATFORM = 'platform'

interface Row<T> {
  readonly scope: string
  /** Counts up with every object: the order of lists, also of what was made in the same second. */
  readonly sequence: number
  readonly object: T
}

type Tables = { [K in Kind]: Map<string, Row<Objects[K]>> }

/** What a snapshot holds. */
export interface StoreContents {
  readonly version: 1
  readonly offsetMs: number
  readonly sequence: number
  readonly rows: readonly (readonly [kind: Kind, scope: string, sequence: number, object: unknown])[]
}

/**
 * Everything the emulator knows, in memory. Objects are kept and answered by reference: who changes one says so with
 * {@link Store.put}, and whoever hands one out copies it.
 */
export class Store {
  /** How far the emulator's clock was moved ahead of the one it was given. */
  offsetMs = 0
  /** Counts changes, so that a snapshot knows whether it is current. */
  revision = 0
  private sequence = 0
  private readonly tables = emptyTables()

  put<K extends Kind>(kind: K, object: Objects[K] & { readonly id: string }, scope: string): void {
    const table: Map<string, Row<Objects[K]>> = this.tables[kind]
    const sequence = table.get(object.id)?.sequence ?? ++this.sequence
    table.set(object.id, { scope, sequence, object })
    this.revision++
  }

  find<K extends Kind>(kind: K, id: string, scope: string): Objects[K] | undefined {
    const row = this.tables[kind].get(id)
    return row?.scope === scope ? row.object : undefined
  }

  scopeOf(kind: Kind, id: string): string | undefined {
    return this.tables[kind].get(id)?.scope
  }

  /** Oldest first. Without a scope, those of every account. */
  list<K extends Kind>(kind: K, scope?: string): Objects[K][] {
    const rows = [...this.tables[kind].values()]
    return rows.filter((row) => scope === undefined || row.scope === scope).map(({ object }) => object)
  }

  remove(kind: Kind, id: string): void {
    if (this.tables[kind].delete(id)) this.revision++
  }

  contents(): StoreContents {
    const rows = (Object.keys(this.tables) as Kind[]).flatMap((kind) =>
      [...this.tables[kind].values()].map(({ scope, sequence, object }) => [kind, scope, sequence, object] as const),
    )
    return { version: 1, offsetMs: this.offsetMs, sequence: this.sequence, rows }
  }

  /** Replaces everything by what a snapshot holds, which this class wrote. */
  restore(contents: StoreContents): void {
    for (const table of Object.values(this.tables)) table.clear()
    for (const [kind, scope, sequence, object] of contents.rows) {
      const table: Map<string, Row<unknown>> = this.tables[kind]
      table.set((object as { id: string }).id, { scope, sequence, object })
    }
    this.offsetMs = contents.offsetMs
    this.sequence = contents.sequence
    this.revision++
  }
}

function emptyTables(): Tables {
  return Object.fromEntries(Object.keys(KIND_NAMES).map((kind) => [kind, new Map()])) as unknown as Tables
}
