const MOST = 500

/**
 * Gives each text of a statement a name, so that a connection of PostgreSQL parses and plans it once. Only the first few
 * hundred texts get one: statements with lists have a text for each length of the list, and a connection keeps what it
 * was told to remember until it ends. The empty name stands for a statement that is forgotten at once.
 */
export class StatementNames {
  private readonly names = new Map<string, string>()

  nameOf(sql: string): string {
    const known = this.names.get(sql)
    if (known !== undefined) return known
    if (this.names.size >= MOST) return ''
    const name = `grantry_${this.names.size}`
    this.names.set(sql, name)
    return name
  }
}
