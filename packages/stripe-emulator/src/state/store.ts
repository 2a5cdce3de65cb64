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

/** Changes of a store, as a snapshot keeps them. */
export interface StoreChanges {
  readonly offsetMs: number
  readonly sequence: number
  readonly put: readonly (readonly [kind: Kind, id: string, scope: string, sequence: number, object: unknown])[]
  readonly removed: readonly (readonly [kind: Kind, id: string])[]
}

/**
 * Everything the emulator knows, in memory. Objects are kept and answered by reference: who changes one says so with
 * {@link Store.put}, and whoever hands one out copies it.
 */
export class Store {
  /** How far the emulator's clock was moved ahead of the one it was given. */
  private offset = 0
  private sequence = 0
  private readonly tables = emptyTables()
  /** What was changed since {@link takeChanges}, by kind and id. */
  private changed = new Map<string, readonly [kind: Kind, id: string]>()
  private count = 0

  /** Counts changes, so that a snapshot knows whether it is current. */
  get revision(): number {
    return this.count
  }

  get offsetMs(): number {
    return this.offset
  }

  set offsetMs(offset: number) {
    this.offset = offset
    this.count++
  }

  put<K extends Kind>(kind: K, object: Objects[K] & { readonly id: string }, scope: string): void {
    const table: Map<string, Row<Objects[K]>> = this.tables[kind]
    const sequence = table.get(object.id)?.sequence ?? ++this.sequence
    table.set(object.id, { scope, sequence, object })
    this.noteChange(kind, object.id)
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
    const objects: Objects[K][] = []
    for (const row of this.tables[kind].values()) {
      if (scope === undefined || row.scope === scope) objects.push(row.object)
    }
    return objects
  }

  remove(kind: Kind, id: string): void {
    if (this.tables[kind].delete(id)) this.noteChange(kind, id)
  }

  /** What was changed since the last time, as it is now. */
  takeChanges(): StoreChanges {
    const changed = [...this.changed.values()]
    this.changed = new Map()
    return this.changesOf(changed)
  }

  /** Everything, as changes of an empty store. */
  contents(): StoreChanges {
    const kinds = Object.keys(this.tables) as Kind[]
    return this.changesOf(kinds.flatMap((kind) => Array.from(this.tables[kind].keys(), (id) => [kind, id] as const)))
  }

  /** Does what changes say that this class wrote before. */
  apply({ offsetMs, sequence, put, removed }: StoreChanges): void {
    for (const [kind, id] of removed) this.tables[kind].delete(id)
    for (const [kind, id, scope, order, object] of put) {
      const table: Map<string, Row<unknown>> = this.tables[kind]
      table.set(id, { scope, sequence: order, object })
    }
    this.offset = offsetMs
    this.sequence = sequence
    this.count++
  }

  private changesOf(keys: readonly (readonly [kind: Kind, id: string])[]): StoreChanges {
    const rows = keys.map(([kind, id]) => ({ kind, id, row: this.tables[kind].get(id) }))
    return {
      offsetMs: this.offset,
      sequence: this.sequence,
      put: rows.flatMap(({ kind, id, row }) => (row ? [[kind, id, row.scope, row.sequence, row.object] as const] : [])),
      removed: rows.flatMap(({ kind, id, row }) => (row ? [] : [[kind, id] as const])),
    }
  }

  private noteChange(kind: Kind, id: string): void {
    this.changed.set(`${kind} ${id}`, [kind, id])
    this.count++
  }
}

function emptyTables(): Tables {
  return Object.fromEntries(Object.keys(KIND_NAMES).map((kind) => [kind, new Map()])) as unknown as Tables
}
