export { BuildRefused, formatIssue, type BuildIssue } from './build.errors.ts'
export { buildExtension, type Build } from './build-extension.ts'
export { createArchive, packExtension, type Packed } from './pack-archive.ts'
