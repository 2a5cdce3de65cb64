/** What the evidence of one trial may take in all, in bytes of its JSON: it is kept in one row, and read with others. */
const MAX_BYTES = 1024 * 1024

/** Room for evidence. What comes when it is used up is left out. */
export class EvidenceRoom {
  constructor(private leftBytes = MAX_BYTES) {}

  /** Whether something still had room; it has taken it then. */
  take(evidence: unknown): boolean {
    const sizeBytes = Buffer.byteLength(JSON.stringify(evidence))
    if (sizeBytes > this.leftBytes) return false
    this.leftBytes -= sizeBytes
    return true
  }
}
