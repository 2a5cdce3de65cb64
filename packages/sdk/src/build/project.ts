import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { JsonSyntaxError, parseJsonSource, type JsonSource } from '../json/json-source.ts'
import { BuildRefused } from './build.errors.ts'

export const MANIFEST_FILE = 'extension.json'

/** An extension's folder as its author keeps it. */
export interface Project {
  /** Absolute. */
  folder: string
  manifest: JsonSource & { value: Record<string, unknown> }
}

/** Reads the folder's `extension.json`, without judging its fields. Throws BuildRefused. */
export async function readProject(folder: string): Promise<Project> {
  const absolute = resolve(folder)
  const manifest = parseManifestText(await readManifestText(absolute))
  if (!isRecord(manifest.value)) throw refuse('An object is expected')
  return { folder: absolute, manifest: { ...manifest, value: manifest.value } }
}

async function readManifestText(folder: string): Promise<string> {
  try {
    return await readFile(join(folder, MANIFEST_FILE), 'utf8')
  } catch (cause) {
    throw new BuildRefused(
      [{ file: MANIFEST_FILE, message: `There is none in ${folder}. grantry init makes a new extension` }],
      { cause },
    )
  }
}

function parseManifestText(text: string): JsonSource {
  try {
    return parseJsonSource(text)
  } catch (cause) {
    if (!(cause instanceof JsonSyntaxError)) throw cause
    throw new BuildRefused([{ file: MANIFEST_FILE, position: cause.position, message: cause.message }], { cause })
  }
}

const refuse = (message: string) => new BuildRefused([{ file: MANIFEST_FILE, path: '$', message }])

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
