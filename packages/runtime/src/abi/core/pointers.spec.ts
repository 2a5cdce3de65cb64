import { describe, expect, it } from 'vitest'
import { coreCodeOf, guestOf } from '../../../fixtures/guests.ts'
import { useRuntime } from '../../../fixtures/test-runtime.ts'
import { CORE_IMPORTS, type CoreImport } from './allow-list.ts'

const MEMORY_BYTES = 65_536
const EDGES = [0, 1, MEMORY_BYTES - 1, MEMORY_BYTES, MEMORY_BYTES + 1, 2 ** 31, 2 ** 32 - 1]
const UUID_BYTES = 16

/**
 * For every import, where its pointers are: at which parameters a text's pointer and length stand, and where a job's
 * UUID. The text under test takes all the edges; everything else is fine.
 */
const POINTERS: Record<CoreImport, { texts: [pointer: number, length: number][]; uuids: number[] }> = {
  spacedrive_call: {
    texts: [
      [0, 1],
      [3, 4],
    ],
    uuids: [2],
  },
  spacedrive_log: { texts: [[1, 2]], uuids: [] },
  register_job: {
    texts: [
      [0, 1],
      [2, 3],
    ],
    uuids: [],
  },
  job_report_progress: { texts: [[2, 3]], uuids: [0] },
  job_checkpoint: { texts: [[1, 2]], uuids: [0] },
  job_load_state: { texts: [], uuids: [0] },
  job_check_interrupt: { texts: [], uuids: [0] },
  job_add_warning: { texts: [[1, 2]], uuids: [0] },
  job_add_error: { texts: [[1, 2]], uuids: [0] },
  job_log: { texts: [[1, 2]], uuids: [0] },
  job_increment_bytes: { texts: [], uuids: [0] },
  job_increment_items: { texts: [], uuids: [0] },
  job_spawn_child: {
    texts: [
      [1, 2],
      [3, 4],
    ],
    uuids: [0],
  },
}

interface Probe {
  /** What is passed at each parameter; 16 and 4 where nothing else is said. */
  values: Map<number, number>
  fits: boolean
}

/** Every text with every pair of edges, every UUID with every edge. */
function probesOf(name: CoreImport): Probe[] {
  const { texts, uuids } = POINTERS[name]
  const forTexts = texts.flatMap(([pointerAt, lengthAt]) =>
    EDGES.flatMap((pointer) =>
      EDGES.map((length) => ({
        values: new Map([
          [pointerAt, pointer],
          [lengthAt, length],
        ]),
        fits: BigInt(pointer) + BigInt(length) <= BigInt(MEMORY_BYTES),
      })),
    ),
  )
  // For `spacedrive_call` the null pointer is no pointer: it stands for the guest's own library.
  const forUuids = uuids.flatMap((at) =>
    EDGES.map((pointer) => ({ values: new Map([[at, pointer]]), fits: pointer + UUID_BYTES <= MEMORY_BYTES })),
  )
  return [...forTexts, ...forUuids]
}

/** A guest with one operation for each probe: it calls the import and answers `{}`. */
function probingGuest(name: CoreImport, probes: Probe[]) {
  const [{ params, results }] = CORE_IMPORTS[name]
  const usual = (index: number) => {
    const lengths = POINTERS[name].texts.map(([, lengthAt]) => lengthAt)
    return lengths.includes(index) ? 4 : POINTERS[name].uuids.includes(index) && name === 'spacedrive_call' ? 0 : 16
  }
  const constants = (probe: Probe) =>
    params.map((type, index) => `(${type}.const ${probe.values.get(index) ?? usual(index)})`).join(' ')
  const dropped = (call: string) => (results.length > 0 ? `(drop ${call})` : call)
  const operations = probes.map(
    (probe, index) =>
      `(func (export "p${index}") (param i32 i32) (result i32)
        ${dropped(`(call $probed ${constants(probe)})`)} (call $reply (i32.const 32) (i32.const 2)))`,
  )
  const type = `(param ${params.join(' ')})${results.length > 0 ? ` (result ${results.join(' ')})` : ''}`
  const code = coreCodeOf(`;; with: memory init alloc reply
    (import "spacedrive" "${name}" (func $probed ${type}))
    (data (i32.const 16) "name") (data (i32.const 32) "{}")
    ${operations.join('\n')}`)
  return guestOf(
    code,
    probes.map((_, index) => `p${index}`),
  )
}

describe('pointers and lengths', () => {
  const running = useRuntime()

  it.each(Object.keys(POINTERS) as CoreImport[])(
    'of %s are taken within the memory and trap outside of it',
    async (name) => {
      const probes = probesOf(name)
      const guest = probingGuest(name, probes)
      for (const [index, { values, fits }] of probes.entries()) {
        const outcome = await running()
          .call(guest, `p${index}`, {})
          .then(
            () => 'fits',
            (fault: { code: string; detail: string }) => `${fault.code}: ${fault.detail}`,
          )
        const what = `${name} ${JSON.stringify([...values])}`
        if (!fits) expect(outcome, what).toMatch(/^guest_trap: .*(lies outside the memory|is longer than)/)
        else expect(outcome, what).toMatch(/^fits$|^guest_trap: .*is longer than|is not UTF-8/)
      }
      expect(running().incidents.filter(({ kind }) => kind === 'sandbox_lost')).toEqual([])
    },
  )
})
