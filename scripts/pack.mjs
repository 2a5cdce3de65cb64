// npm run pack -w packages/<name>: makes an archive of a package that others can install, in dist/packages/. Here a
// package is its TypeScript, of which Node.js runs none below node_modules. The archive has what the compiler makes of
// it instead, as far as the exports reach, beside the programs that the package's own build has put into its dist/.
//
// From the folder of a package: node ../../scripts/pack.mjs [folder for the archive]
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const PACKAGE = process.cwd()
const DESTINATION = resolve(process.argv[2] ?? join(ROOT, 'dist', 'packages'))
/** Not in the packages' own manifests: the set-up installs those with an older Node.js. */
const ENGINES = { node: '>=26' }
/** For people; taken as they are, where a package has them. */
const PAGES = ['README.md', 'docs']

const scratch = mkdtempSync(join(tmpdir(), 'pack-'))
try {
  const compiled = join(scratch, 'compiled')
  const stage = join(scratch, 'package')
  const manifest = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'))
  const targets = Object.values(manifest.exports)
  const modules = targets.filter(isModule)
  const programs = targets.filter((target) => !isModule(target))
  const pages = PAGES.filter((page) => existsSync(join(PACKAGE, page)))

  compile(modules, compiled)
  for (const file of reachedFrom(modules.flatMap(outputsOf), compiled)) copy(file, compiled, stage)
  for (const file of [...programs, ...pages]) copy(file, PACKAGE, stage)
  copy('LICENSE', ROOT, stage)
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(installable(manifest, pages), null, 2)}\n`)
  process.stdout.write(`${join(DESTINATION, archive(stage))}\n`)
} finally {
  rmSync(scratch, { recursive: true })
}

function isModule(target) {
  return target.startsWith('./src/')
}

/** Compiles the modules with everything that they import, be it for a type alone. */
function compile(modules, folder) {
  const config = join(scratch, 'tsconfig.json')
  const compilerOptions = {
    noEmit: false,
    allowImportingTsExtensions: false,
    rewriteRelativeImportExtensions: true,
    declaration: true,
    rootDir: join(PACKAGE, 'src'),
    outDir: join(folder, 'dist'),
    typeRoots: [join(ROOT, 'node_modules', '@types')],
  }
  const files = modules.map((module) => join(PACKAGE, module))
  const include = [join(PACKAGE, '*.d.ts')]
  writeFileSync(config, JSON.stringify({ extends: join(PACKAGE, 'tsconfig.json'), compilerOptions, files, include }))
  execFileSync(join(ROOT, 'node_modules', '.bin', 'tsc'), ['-p', config], { stdio: 'inherit' })
}

/** What the compiler makes of a module: code, and declarations of it. */
function outputsOf(module) {
  const output = module.replace(/^\.\/src\/(.*)\.ts$/, './dist/$1')
  return [`${output}.js`, `${output}.d.ts`]
}

/** The files and all that they import: code imports `x.js`, declarations say `x.ts` of what is declared in `x.d.ts`. */
function reachedFrom(files, folder) {
  const reached = new Set(files)
  // A set goes on to what is added while it is read.
  for (const file of reached) {
    const imports = readFileSync(join(folder, file), 'utf8').matchAll(/\b(?:from |import |import\()['"](\.[^'"]+)['"]/g)
    for (const [, path] of imports) reached.add(join(dirname(file), path).replace(/\.ts$/, '.d.ts'))
  }
  return reached
}

/** The manifest of the archive, which has no scripts: nothing of it runs when it is installed. */
function installable({ name, version, description, license, type, exports, dependencies }, pages) {
  return {
    name,
    version,
    description,
    license,
    type,
    engines: ENGINES,
    files: ['dist', ...pages],
    exports: Object.fromEntries(Object.entries(exports).map(([path, target]) => [path, installed(target)])),
    dependencies,
  }
}

function installed(target) {
  if (!isModule(target)) return target
  const [code, types] = outputsOf(target)
  return { types, default: code }
}

/** Has npm make the archive, and gives the name of its file. */
function archive(stage) {
  mkdirSync(DESTINATION, { recursive: true })
  const options = ['--loglevel=error', '--no-update-notifier', '--pack-destination', DESTINATION]
  return execFileSync('npm', ['pack', ...options], { cwd: stage, encoding: 'utf8' }).trim()
}

function copy(file, from, to) {
  mkdirSync(dirname(join(to, file)), { recursive: true })
  cpSync(join(from, file), join(to, file), { recursive: true })
}
