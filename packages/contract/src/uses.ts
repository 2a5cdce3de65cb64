import type { PermissionId } from './permissions.ts'

/** What was done under a permission; `target` is null for what has none, or for several together. */
const DEEDS: { readonly [P in PermissionId]: (target: string | null) => string } = {
  'entries.read': (path) => (path === null ? 'Listed, searched or read files' : `Read ${path}`),
  'entries.write': (path) => (path === null ? 'Wrote files' : `Wrote ${path}`),
  'credentials.read': (name) => (name === null ? 'Used credentials' : `Used the credential ${name}`),
  'credentials.write': (name) =>
    name === null ? 'Stored or deleted credentials' : `Stored or deleted the credential ${name}`,
  network: (host) => (host === null ? 'Sent requests' : `Called ${host}`),
  database: () => 'Used its database',
  'ai.ocr': () => 'Had text recognised in images',
  'ai.classify': () => 'Had text classified',
  'jobs.run': (job) => (job === null ? 'Ran jobs' : `Ran ${job}`),
  'jobs.schedule': () => 'Started jobs by itself',
  'extensions.call': (operation) => (operation === null ? 'Called other extensions' : `Called ${operation}`),
  users: () => 'Used its list of users',
}

/** What an extension did under a permission, in plain words: `Called api.example.org 41 times`. */
export const useSentence = (permission: PermissionId, target: string | null, times: number): string =>
  `${DEEDS[permission](target)} ${timesText(times)}`

const timesText = (times: number): string => (times === 1 ? 'once' : `${times.toLocaleString('en')} times`)
