import type { OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild'
import { inSdk } from '../sdk-location.ts'

/** The author's imports of this package, and what they mean when the project has not installed it. */
const OWN_SOURCES: Readonly<Record<string, string>> = {
  '@grantry/sdk': inSdk('src/guest/index.ts'),
  '@grantry/sdk/entry-point': inSdk('src/guest/entry-point.ts'),
  '@grantry/sdk/testing': inSdk('src/testing/index.ts'),
}

const RESOLVING = Symbol('resolving')

/**
 * Resolves `@grantry/sdk` as the project has installed it, or else to the SDK that this command belongs to, so that an
 * extension builds in a bare folder too.
 */
export const resolveSdk: Plugin = {
  name: 'resolve-grantry-sdk',
  setup(build) {
    build.onResolve({ filter: /^@grantry\/sdk(?:\/|$)/ }, (args) => resolveInstalledOrOwn(build, args))
  },
}

async function resolveInstalledOrOwn(build: PluginBuild, args: OnResolveArgs): Promise<OnResolveResult | undefined> {
  if (args.pluginData === RESOLVING) return undefined
  const { kind, resolveDir, importer } = args
  const installed = await build.resolve(args.path, { kind, resolveDir, importer, pluginData: RESOLVING })
  if (installed.errors.length === 0) return installed
  const own = OWN_SOURCES[args.path]
  return own === undefined ? undefined : { path: own }
}

/** Says what a guest does not have, instead of esbuild's advice to bundle for Node. */
export const refuseNodeModules: Plugin = {
  name: 'refuse-node-modules',
  setup(build) {
    build.onResolve({ filter: /^node:/ }, ({ path }) => ({
      errors: [{ text: `An extension runs in a sandbox without Node: there is no ${path}` }],
    }))
  },
}
