import { glob, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { refusedBundle } from './bundle.ts'
import { requireInside } from './inside-project.ts'
import { resolveSdk } from './sdk-resolution.ts'

const TEST_FILES = '{src,test}/**/*.test.{ts,mts,js,mjs}'

/**
 * Bundles an extension's tests for Node into `dist/test`, through the same resolution as the extension itself, and
 * answers the files made. Throws BuildRefused.
 */
export async function bundleTests(folder: string): Promise<string[]> {
  const absolute = resolve(folder)
  const sources = (await Array.fromAsync(glob(TEST_FILES, { cwd: absolute }))).sort()
  await requireInside(absolute, 'dist')
  const outdir = join(absolute, 'dist', 'test')
  await rm(outdir, { recursive: true, force: true })
  if (sources.length === 0) return []
  const { metafile } = await build({
    absWorkingDir: absolute,
    entryPoints: sources,
    outdir,
    outbase: absolute,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node26',
    // Packages written as CommonJS call require for what Node itself has.
    banner: { js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);` },
    sourcemap: 'inline',
    metafile: true,
    logLevel: 'silent',
    plugins: [resolveSdk],
  }).catch((cause: unknown) => {
    throw refusedBundle(cause)
  })
  return Object.keys(metafile.outputs).map((path) => resolve(absolute, path))
}
