import { extensionIdSchema, manifestSchema, versionSchema, type Manifest } from '@grantry/contract'
import { z } from 'zod'
import { formatJsonPath, type JsonPath } from '../json/json-path.ts'
import { BuildRefused, type BuildIssue } from './build.errors.ts'
import { MANIFEST_FILE, type Project } from './project.ts'

/** Tells for a path of the completed manifest where its author wrote it. */
export type Locate = (path: JsonPath) => Omit<BuildIssue, 'message'>

/** Everything is in the author's `extension.json`. */
export const locateInManifest =
  ({ manifest }: Project): Locate =>
  (path) => ({ file: MANIFEST_FILE, position: manifest.positionOf(path), path: formatJsonPath(path) })

/** Checks a completed manifest against the published schema. Throws BuildRefused with every fault. */
export const checkManifest = (completed: Record<string, unknown>, locate: Locate): Manifest =>
  parseWith(manifestSchema, completed, locate) as Manifest

const identitySchema = z.object({ id: extensionIdSchema, version: versionSchema })
export type Identity = z.infer<typeof identitySchema>

/** Name and version of an extension, whatever else its manifest says. Throws BuildRefused. */
export const checkIdentity = (project: Project): Identity =>
  parseWith(identitySchema, project.manifest.value, locateInManifest(project))

function parseWith<T>(schema: z.ZodType<T>, value: unknown, locate: Locate): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.flatMap((issue): { path: JsonPath; message: string }[] =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: [...issue.path, key], message: 'There is no such field here' }))
      : [{ path: issue.path, message: issue.message }],
  )
  throw new BuildRefused(faults.map(({ path, message }) => ({ ...locate(path), message })))
}
