import { randomUUID } from 'node:crypto'
import type { Database } from '../src/platform/database/index.ts'

/** The rows that a job stands on, made past every service: whose it is, and of which install. */
export async function anInstallRow({ client }: Database) {
  const name = `x${randomUUID().replaceAll('-', '')}`
  const user = await client.user.create({ data: { email: `${name}@example.org`, name, passwordHash: '' } })
  const workspace = await client.workspace.create({ data: { ownerId: user.id, slug: name, name } })
  const publisher = await client.publisher.create({ data: { slug: name, name } })
  const extension = await client.extension.create({ data: { id: name, publisherId: publisher.id } })
  const version = await client.version.create({
    data: {
      extensionId: extension.id,
      version: '1.0.0',
      state: 'approved',
      manifest: {},
      digest: '',
      sizeBytes: 0,
      entryDigest: '',
      inspection: {},
      files: {},
      submittedById: user.id,
    },
  })
  const install = await client.install.create({
    data: {
      workspaceId: workspace.id,
      extensionId: extension.id,
      versionId: version.id,
      state: 'active',
      installedById: user.id,
    },
  })
  return { workspaceId: workspace.id, installId: install.id, extensionId: extension.id, userId: user.id }
}
