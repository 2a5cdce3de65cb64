import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const PACKAGE = join(import.meta.dirname, '..')

it('runs the example of the README as it stands', async () => {
  const readme = await readFile(join(PACKAGE, 'README.md'), 'utf8')
  const [, example = ''] = /^```ts\n([\s\S]*?)^```/m.exec(readme) ?? []
  // Below the package, where its own name means itself.
  const folder = await mkdtemp(join(PACKAGE, 'dist', 'readme-'))
  const data = await mkdtemp(join(tmpdir(), 'readme-data-'))
  const program = join(folder, 'example.ts')
  await writeFile(
    program,
    `${example.replace("'./data'", JSON.stringify(data))}\nconsole.log(output, fuelConsumed > 0n)\n`,
  )
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [program])
    expect(stdout).toMatch(/^\{"hello":"Ada","now":\d+\} true\n$/)
  } finally {
    await Promise.all([folder, data].map((path) => rm(path, { recursive: true })))
  }
})
