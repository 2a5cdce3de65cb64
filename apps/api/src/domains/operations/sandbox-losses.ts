/** An install that ends its sandbox this often within this time is suspended. */
export const QUARANTINE = { losses: 5, withinMs: 10 * 60_000 } as const

/** Counts the sandboxes that each install ended, on this node; only what lies within the time still counts. */
export class SandboxLosses {
  private readonly byInstall = new Map<string, number[]>()

  /** Adds one and says whether that is one too many; after that the count begins anew. */
  add(installId: string, now: number): 'too many' | 'bearable' {
    this.forgetOld(now)
    const times = [...(this.byInstall.get(installId) ?? []), now]
    if (times.length < QUARANTINE.losses) {
      this.byInstall.set(installId, times)
      return 'bearable'
    }
    this.byInstall.delete(installId)
    return 'too many'
  }

  private forgetOld(now: number): void {
    for (const [installId, times] of this.byInstall) {
      const recent = times.filter((at) => now - at < QUARANTINE.withinMs)
      if (recent.length === 0) this.byInstall.delete(installId)
      else this.byInstall.set(installId, recent)
    }
  }
}
