import { realpath } from 'node:fs/promises'
import { sep } from 'node:path'
import type { Plugin } from 'esbuild'
import { isWithin } from './inside-project.ts'

/** What is run as code, unless an import says that it is to be taken for data. */
const CODE = /\.[cm]?[jt]sx?$/

/**
 * Refuses to bundle data from anywhere but the project's folder and installed packages. A project may come from anybody,
 * and `import secret from '../../.ssh/config.json'` would put a file of whoever builds it into what is published.
 */
export const refuseOutsideData = (folder: string): Plugin => ({
  name: 'refuse-outside-data',
  async setup(build) {
    const inside = await realpath(folder)
    build.onLoad({ filter: /.*/, namespace: 'file' }, ({ path, with: { type } }) => {
      const isCode = type === undefined && CODE.test(path)
      if (isCode || isWithin(inside, path) || path.split(sep).includes('node_modules')) return undefined
      const text = `It takes in ${path}, from outside of the extension's folder. Put a copy of what is meant into the folder`
      return { errors: [{ text }] }
    })
  },
})
