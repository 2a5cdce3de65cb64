import { readFile, writeFile } from 'node:fs/promises'
import { cpus, release, totalmem, type } from 'node:os'
import { toMarkdown, type Section } from './section.ts'

const REPORT = new URL('../../../docs/benchmarks.md', import.meta.url)
/** Packages that a figure depends on. */
const PACKAGES = [
  '@extism/extism',
  'quickjs-wasi',
  'sql.js',
  'vscode-oniguruma',
  'brotli-wasm',
  '@jsquash/png',
] as const

/** Writes `docs/benchmarks.md`. Everything in it comes from this one run. */
export async function writeReport(sections: readonly Section[]): Promise<void> {
  await writeFile(REPORT, [await heading(), ...sections.map(toMarkdown)].join('\n'))
}

async function heading(): Promise<string> {
  const [cpu] = cpus()
  const versions = await Promise.all(PACKAGES.map(async (name) => `${name} ${await versionOf(name)}`))
  const day = new Date().toISOString().slice(0, 10)
  return `# Benchmarks

Written by \`npm run bench\`; all of it was measured in one run, on ${day}. Compare figures within the page and never
across machines: ratios hold, microseconds do not. Where there is a target it is named, with ✓ when it was met in this run.

Machine: ${cpu?.model.trim() ?? 'unknown'}, ${cpus().length} processors, ${Math.round(totalmem() / 2 ** 30)} GiB; ${type()} ${release()}.
Node.js ${process.versions.node}, V8 ${process.versions.v8}; ${versions.join(', ')}.
`
}

async function versionOf(name: string): Promise<string> {
  const { version } = JSON.parse(
    await readFile(new URL(`../../../node_modules/${name}/package.json`, import.meta.url), 'utf8'),
  )
  return String(version)
}
