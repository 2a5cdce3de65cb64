import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder outside of the repository that lives as long as the test. */
export async function temporaryFolder(parent = tmpdir()): Promise<string> {
  await mkdir(parent, { recursive: true })
  const folder = await mkdtemp(join(parent, 'grantry-sdk-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A folder with these files in it; an object is written as JSON. */
export async function projectWith(files: Readonly<Record<string, string | Uint8Array | object>>): Promise<string> {
  const folder = await temporaryFolder()
  for (const [path, content] of Object.entries(files)) {
    const target = join(folder, path)
    await mkdir(dirname(target), { recursive: true })
    const isData = typeof content === 'object' && !(content instanceof Uint8Array)
    await writeFile(target, isData ? JSON.stringify(content, null, 2) : content)
  }
  return folder
}

/** What an `extension.json` must say; `fields` replace or add. */
export const sourceManifest = (fields: Readonly<Record<string, unknown>> = {}): object => ({
  id: 'greeter',
  name: 'Greeter',
  version: '1.2.3',
  description: 'Greets',
  permissions: [],
  ...fields,
})

/** A source with one query, whose parts can be replaced. */
export const sourceWith = ({
  input = 'Type.Object({ name: Type.String() })',
  run = '({ name }) => name',
} = {}): string => `
import { defineExtension, query, Type } from '@grantry/sdk'

export default defineExtension({
  queries: {
    greet: query({ title: 'Greet', input: ${input}, output: Type.Unknown(), run: ${run} }),
  },
})
`
