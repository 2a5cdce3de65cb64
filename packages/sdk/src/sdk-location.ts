import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'

/** The folder of this package, from its sources as well as from the bundled command line. */
export const SDK_FOLDER = dirname(requirePackageJson())

export const inSdk = (...path: string[]): string => join(SDK_FOLDER, ...path)

function requirePackageJson(): string {
  const path = findPackageJSON('..', import.meta.url)
  if (path === undefined) throw new Error('The package.json of @grantry/sdk is missing')
  return path
}
