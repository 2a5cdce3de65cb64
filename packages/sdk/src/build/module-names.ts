import { relative, resolve } from 'node:path'
import { SDK_FOLDER } from '../sdk-location.ts'

/**
 * esbuild heads each module of a bundle with a comment that names its file, relative to the project. Of packages that
 * says where this machine keeps them. Named by package instead, the same sources make the same bundle everywhere.
 */
export function nameModulesByPackage(code: string, folder: string, inputs: readonly string[]): string {
  const names = new Map(inputs.map((input) => [`// ${input}`, `// ${moduleName(folder, input)}`]))
  return code
    .split('\n')
    .map((line) => names.get(line) ?? line)
    .join('\n')
}

const PACKAGES = 'node_modules/'

function moduleName(folder: string, input: string): string {
  const installed = input.lastIndexOf(PACKAGES)
  if (installed !== -1) return input.slice(installed + PACKAGES.length)
  const inSdk = relative(SDK_FOLDER, resolve(folder, input)).replaceAll('\\', '/')
  return inSdk.startsWith('src/') ? `@grantry/sdk/${inSdk}` : input
}
