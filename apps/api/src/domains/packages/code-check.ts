import { Injectable } from '@nestjs/common'
import type { Inspection, Manifest } from '@grantry/contract'
import { AbiRefused, checkAbi, DEFAULT_LIMITS, inspect, InspectionRefused, type ModuleInfo } from '@grantry/runtime'
import { GuestRuntime } from '../../platform/guests/index.ts'
import { packagesErrors } from './packages.errors.ts'

const PAGES_PER_MIB = 16

/**
 * Judges the code of a version without running it: our own reader first, then the engine's validation, metering and
 * compilation in a disposable sandbox. Only an explicit pass publishes; doubt does not.
 */
@Injectable()
export class CodeCheck {
  constructor(private readonly guests: GuestRuntime) {}

  /** What our own reader finds. @throws DomainError */
  inspect(manifest: Manifest, code: Uint8Array): Inspection {
    return manifest.abi === 'core' ? inspectModule(manifest, code) : inspectBundle(manifest, code)
  }

  /** That the engine takes it, metered. @throws DomainError */
  async compile(manifest: Manifest, code: Uint8Array): Promise<void> {
    const verdict = await this.guests.runtime.check({
      abi: manifest.abi,
      code,
      operations: manifest.operations.map(({ type, name, export: exported }) => ({ type, name, export: exported })),
      jobs: manifest.jobs.map(({ name, export: exported, resumable }) => ({ name, export: exported, resumable })),
      limits: { ...DEFAULT_LIMITS, memoryPages: manifest.limits.memoryMiB * PAGES_PER_MIB },
    })
    if (verdict.verdict === 'refused')
      throw packagesErrors.module(verdict.code, verdict.reason, manifest.entry, verdict.offset, verdict)
    if (verdict.verdict !== 'pass') throw packagesErrors.undecided(verdict.reason)
  }
}

function inspectModule(manifest: Manifest, code: Uint8Array): Inspection {
  try {
    const info = inspect(code)
    checkAbi(info, manifest)
    return toInspection(info)
  } catch (error) {
    if (error instanceof InspectionRefused || error instanceof AbiRefused) {
      const offset = 'offset' in error && typeof error.offset === 'number' ? error.offset : undefined
      throw packagesErrors.module(error.code, error.message, manifest.entry, offset, error)
    }
    throw error
  }
}

/**
 * A bundle has no imports of its own: everything it can do goes through the engine's one host function. That it exports
 * what the manifest declares is part of the check that follows.
 */
const inspectBundle = (manifest: Manifest, code: Uint8Array): Inspection => ({
  abi: 'js',
  sizeBytes: code.length,
  imports: [],
  exports: [...manifest.operations, ...manifest.jobs].map(({ export: name }) => ({ name, kind: 'function' })),
  memory: null,
  features: [],
  functionCount: 0,
})

const toInspection = (info: ModuleInfo): Inspection => ({
  abi: 'core',
  sizeBytes: info.sizeBytes,
  imports: info.imports.map(({ module, name, kind }) => ({ module, name, type: kind })),
  exports: info.exports.map(({ name, kind }) => ({ name, kind })),
  memory: info.memory,
  features: [...info.features],
  functionCount: info.functionCount,
})
