import type { Entry } from '@grantry/sdk/client/page'

/** What a folder shows: the folders directly in it, by name, then its own files. */
export interface FolderListing {
  folders: { name: string; path: string }[]
  files: Entry[]
}

/** Sorts the entries below a folder (`/` or `/a/b`) into what lies directly in it. */
export function listFolder(folder: string, entries: readonly Entry[]): FolderListing {
  const prefix = folder === '/' ? '/' : `${folder}/`
  const below = entries.filter(({ path }) => path.startsWith(prefix))
  const names = below.flatMap(({ path }) => {
    const [name = '', ...deeper] = path.slice(prefix.length).split('/')
    return deeper.length > 0 ? [name] : []
  })
  return {
    folders: [...new Set(names)].sort().map((name) => ({ name, path: prefix + name })),
    files: below.filter(({ path }) => !path.slice(prefix.length).includes('/')),
  }
}

/** The folders on the way to `/a/b`: `/`, `/a`, `/a/b`. */
export function folderTrail(folder: string): { name: string; path: string }[] {
  const names = folder.split('/').filter(Boolean)
  const trail = names.map((name, index) => ({ name, path: `/${names.slice(0, index + 1).join('/')}` }))
  return [{ name: 'Files', path: '/' }, ...trail]
}
