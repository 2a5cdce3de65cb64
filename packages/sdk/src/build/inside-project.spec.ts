import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectWith, sourceManifest, sourceWith, temporaryFolder } from '../../test/project-folder.ts'
import { bundleTests } from './bundle-tests.ts'
import { buildExtension, packExtension } from './index.ts'

const OUT_OF_IT = "leads out of the extension's folder"
const FILES = { 'project/extension.json': sourceManifest(), 'project/src/extension.ts': sourceWith() }

/** A project with a folder and a file beside it that are nobody else's business. */
async function projectBeside(files: Record<string, string | object>): Promise<{ outside: string; project: string }> {
  const outside = await projectWith({ ...FILES, ...files })
  return { outside, project: join(outside, 'project') }
}

describe('a project with links out of its folder', () => {
  it.each(['greeter', 'test'])('deletes no folder %s beside it', async (name) => {
    const { outside, project } = await projectBeside({ [`${name}/precious.txt`]: 'precious' })
    await symlink('..', join(project, 'dist'))
    await expect(name === 'test' ? bundleTests(project) : buildExtension(project)).rejects.toThrow(OUT_OF_IT)
    expect(await readFile(join(outside, name, 'precious.txt'), 'utf8')).toBe('precious')
  })

  it.each(['README.md', 'LICENSE', 'icon.svg', 'shot.png'])('packs no file elsewhere as %s', async (name) => {
    const fields = { icon: 'icon.svg', screenshots: ['shot.png'] }
    const { outside, project } = await projectBeside({ 'project/extension.json': sourceManifest(fields) })
    for (const path of Object.values(fields).flat()) await writeFile(join(project, path), 'a picture')
    await writeFile(join(outside, 'secret'), 'secret')
    await rm(join(project, name), { force: true })
    await symlink(join(outside, 'secret'), join(project, name))
    await expect(buildExtension(project)).rejects.toThrow(`${name}: It ${OUT_OF_IT}`)
  })

  it('packs no folder elsewhere as its build', async () => {
    const { outside, project } = await projectBeside({ 'elsewhere/extension.json': { version: '1.2.3', entry: 'a' } })
    await mkdir(join(project, 'dist'))
    await symlink(join(outside, 'elsewhere'), join(project, 'dist/greeter'))
    await expect(packExtension(project)).rejects.toThrow(OUT_OF_IT)
  })

  it('assembles no module elsewhere', async () => {
    const core = sourceManifest({ abi: 'core', entry: 'module.wat', operations: [] })
    const { outside, project } = await projectBeside({ 'project/extension.json': core, 'secret.wat': 'secret' })
    await symlink(join(outside, 'secret.wat'), join(project, 'module.wat'))
    await expect(buildExtension(project)).rejects.toThrow(OUT_OF_IT)
  })

  it('writes neither the archive nor the source map through a link', async () => {
    const { outside, project } = await projectBeside({ precious: 'precious', 'project/dist/.keep': '' })
    const links = ['greeter-1.2.3.tgz', 'greeter.js.map']
    for (const name of links) await symlink(join(outside, 'precious'), join(project, 'dist', name))
    await buildExtension(project)
    await packExtension(project)
    expect(await readFile(join(outside, 'precious'), 'utf8')).toBe('precious')
    expect((await readdir(join(project, 'dist'))).sort()).toEqual(['.keep', 'greeter', ...links].sort())
  })
})

describe('a project that imports data', () => {
  const importing = (path: string, options = '') => ({
    'project/src/extension.ts': `import data from '${path}'${options}\n${sourceWith()}\nconsole.log(data)`,
  })

  it.each([
    ['../../config.json', ''],
    ['../../secret.txt', ''],
    ['../../secret.ts', ` with { type: 'text' }`],
    ['./linked.json', ''],
    ['borrowed/config.json', ''],
  ])('takes in none from elsewhere: %s%s', async (path, options) => {
    const secrets = { 'config.json': '{"token":"s3cret"}', 'secret.txt': 's3cret', 'secret.ts': 's3cret' }
    const { outside, project } = await projectBeside({ ...importing(path, options), ...secrets })
    await symlink(join(outside, 'config.json'), join(project, 'src/linked.json'))
    await mkdir(join(project, 'node_modules'))
    await symlink(outside, join(project, 'node_modules/borrowed'))
    await expect(buildExtension(project)).rejects.toThrow("from outside of the extension's folder")
  })

  it('takes in its own, and that of installed packages', async () => {
    const { project } = await projectBeside({
      ...importing('./own.json'),
      'project/src/own.json': '{"own":1}',
      'node_modules/fruit/fruit.json': '{"fruit":1}',
      'project/src/more.ts': `import fruit from 'fruit/fruit.json'\nexport const more = fruit`,
    })
    const source = join(project, 'src/extension.ts')
    await writeFile(source, `import { more } from './more.ts'\n${await readFile(source, 'utf8')}\nconsole.log(more)`)
    await buildExtension(project)
    expect(await readFile(join(project, 'dist/greeter/extension.js'), 'utf8')).toMatch(
      /own: 1[^]*fruit: 1|fruit: 1[^]*own: 1/,
    )
  })
})

describe('a project with links within its folder', () => {
  it('is built and packed, also when the folder itself is reached through a link', async () => {
    const { project } = await projectBeside({ 'project/docs/readme.md': '# Greeter' })
    await symlink('docs/readme.md', join(project, 'README.md'))
    const linked = join(await temporaryFolder(), 'linked')
    await symlink(project, linked)
    await buildExtension(linked)
    expect((await packExtension(linked)).files).toContain('README.md')
  })
})
