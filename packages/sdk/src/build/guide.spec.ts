import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { projectWith, sourceManifest } from '../../test/project-folder.ts'
import { inSdk } from '../sdk-location.ts'
import { buildExtension } from './index.ts'

const guide = await readFile(inSdk('../../docs/guides/write-an-extension.md'), 'utf8')
const blocksOf = (language: string): string[] =>
  [...guide.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, text = '']) => text)

it('builds the extensions that the guide for authors shows', async () => {
  const [manifest] = blocksOf('json')
  const [operations, jobs] = blocksOf('ts').filter((source) => source.includes('export default defineExtension'))
  const first = await buildExtension(
    await projectWith({ 'extension.json': manifest!, 'src/extension.ts': operations! }),
  )
  expect(first.manifest.operations.map(({ name }) => name)).toEqual(['reverse'])
  const second = await buildExtension(
    await projectWith({ 'extension.json': sourceManifest({}), 'src/extension.ts': jobs! }),
  )
  expect(second.manifest.jobs).toMatchObject([{ name: 'email_scan', resumable: true }])
})
