import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { coreCodeOf, guestOf, jsText } from '../fixtures/guests.ts'
import { sandboxPids } from '../fixtures/processes.ts'
import type { GuestSource } from '../src/index.ts'
import { requestOf, withRuntime } from './bench-runtime.ts'
import { atMost, type Section, type Size } from './section.ts'

const TARGET_MIB = 2_048
const INSTALLED = 1_000
const SETTLE_MS = 2_000

/** What many installs take in memory: those that are called, that is; the others are rows in a database. */
export async function benchFootprint({ rounds }: Size): Promise<Section> {
  const [workspaces, activeInEach] = rounds > 1 ? [20, 5] : [2, 2]
  return withRuntime(async (runtime) => {
    const before = residentOf(process.pid)
    for (let workspace = 0; workspace < workspaces; workspace += 1) {
      for (let install = 0; install < activeInEach; install += 1) {
        const guest = install % 2 === 0 ? jsGuest(install) : coreGuest(install)
        await runtime.call(requestOf(guest, 'echo', { workspace: `w${workspace}`, install: `i${install}` }))
      }
    }
    await pause(SETTLE_MS)
    const sandboxes = sandboxPids().map(residentOf)
    const [own, theirs] = [residentOf(process.pid), sandboxes.reduce((sum, mib) => sum + mib, 0)]
    return sectionOf({ workspaces, activeInEach, own, growth: own - before, theirs, processes: sandboxes.length })
  })
}

interface Footprint {
  readonly workspaces: number
  readonly activeInEach: number
  readonly own: number
  readonly growth: number
  readonly theirs: number
  readonly processes: number
}

function sectionOf({ workspaces, activeInEach, own, growth, theirs, processes }: Footprint): Section {
  const mib = (value: number) => `${Math.round(value)} MiB`
  const total = own + theirs
  const active = workspaces * activeInEach
  return {
    title: `${INSTALLED.toLocaleString('en')} installs, ${active} of them active`,
    about: `${workspaces} workspaces with ${INSTALLED / workspaces} installs each, of which ${activeInEach} have been called and keep a warm instance: bundles and modules by
turns. An install that nobody calls takes nothing here. Each active workspace has a process; what processes share (the
program of Node.js) is counted once, by proportional set size.`,
    columns: ['', 'memory', 'target'],
    rows: [
      [`${processes} sandbox processes`, mib(theirs), ''],
      [`the process of the runtime (grown by ${mib(growth)})`, mib(own), ''],
      ['together', mib(total), `≤ ${TARGET_MIB.toLocaleString('en')} MiB ${atMost(total, TARGET_MIB)}`],
    ],
  }
}

/** MiB of a process by proportional set size: a page that n processes share counts as one n-th in each. */
function residentOf(pid: number): number {
  const kib = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]
  return Number(kib) / 1_024
}

const coreGuest = (n: number): GuestSource =>
  guestOf(
    coreCodeOf(`;; with: memory alloc init reply
      (data (i32.const 16) "${n}")
      (func (export "echo") (param i32 i32) (result i32) (call $reply (local.get 0) (local.get 1)))`),
    ['echo'],
  )

const jsGuest = (n: number): GuestSource => jsText(`export const echo = (x) => x // ${n}`, ['echo'])
