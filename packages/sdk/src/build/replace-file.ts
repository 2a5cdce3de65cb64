import { randomUUID } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'

/**
 * Puts a file with this content in the place of whatever file or link stands there. A link is replaced and not written
 * through, and nobody ever sees half of the content.
 */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const beside = `${path}.${randomUUID()}.part`
  try {
    await writeFile(beside, content, { flag: 'wx' })
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}
