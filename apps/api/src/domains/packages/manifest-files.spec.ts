import { manifestSchema, type Manifest } from '@grantry/contract'
import { describe, expect, it } from 'vitest'
import { checkFiles, FILE_LIMITS } from './manifest-files.ts'
import { ManifestRefused } from './manifest.errors.ts'

const manifestWith = (fields: object): Manifest =>
  manifestSchema.parse({
    id: 'finance',
    name: 'Finance',
    version: '1.0.0',
    description: 'Reads receipts',
    abi: 'js',
    entry: 'main.js',
    permissions: [],
    ...fields,
  }) as Manifest

const PNG = Buffer.from('89504e470d0a1a0a0000', 'hex')
const JPEG = Buffer.from('ffd8ffe000104a464946', 'hex')
const WEBP = Buffer.from('RIFF\u0000\u0000\u0000\u0000WEBPVP8 ', 'latin1')
const SVG = Buffer.from(
  '<?xml version="1.0"?>\n<!-- made by hand -->\n<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9"/></svg>',
)
const WASM = Buffer.from('0061736d01000000', 'hex')
const MAIN = Buffer.from('export const answer = 42')

type Files = Record<string, Uint8Array | string>
const archive = (files: Files) =>
  new Map(Object.entries({ 'main.js': MAIN, ...files }).map(([path, bytes]) => [path, Buffer.from(bytes)]))

const check = (fields: object, files: Files) => checkFiles(manifestWith(fields), archive(files))

function issuesOf(fields: object, files: Files) {
  try {
    check(fields, files)
  } catch (error) {
    if (error instanceof ManifestRefused && error.code === 'manifest_file') return error.issues
    throw error
  }
  throw new Error('The files were accepted')
}

describe('checkFiles', () => {
  it('finds the entry, and nothing that is neither named nor there', () => {
    expect(check({}, {})).toEqual({ entry: MAIN, icon: null, screenshots: [], readme: null, changelog: null })
  })

  it('finds what the manifest names', () => {
    const named = {
      icon: 'a/icon.svg',
      screenshots: ['1.png', '2.JPG', '3.webp'],
      readme: 'docs/about.md',
      changelog: 'news.markdown',
    }
    const files = {
      'a/icon.svg': SVG,
      '1.png': PNG,
      '2.JPG': JPEG,
      '3.webp': WEBP,
      'docs/about.md': '# About',
      'news.markdown': '# New',
    }
    expect(check(named, files)).toEqual({
      entry: MAIN,
      icon: { path: 'a/icon.svg', mediaType: 'image/svg+xml', bytes: SVG },
      screenshots: [
        { path: '1.png', mediaType: 'image/png', bytes: PNG },
        { path: '2.JPG', mediaType: 'image/jpeg', bytes: JPEG },
        { path: '3.webp', mediaType: 'image/webp', bytes: WEBP },
      ],
      readme: '# About',
      changelog: '# New',
    })
  })

  it('shows README.md and CHANGELOG.md when the manifest names none', () => {
    const { readme, changelog } = check(
      {},
      { 'README.md': 'read', 'CHANGELOG.md': 'changed', 'docs/README.md': 'other' },
    )
    expect({ readme, changelog }).toEqual({ readme: 'read', changelog: 'changed' })
  })

  it('prefers the readme that is named', () => {
    expect(check({ readme: 'about.md' }, { 'README.md': 'read', 'about.md': 'about' }).readme).toBe('about')
  })

  it('takes a byte order mark off a text', () => {
    expect(check({}, { 'README.md': '\ufeff# Read' }).readme).toBe('# Read')
  })

  it.each(['main.js', 'main.mjs', 'dist/main.min.js'])('accepts %s as the entry of a js extension', (entry) => {
    expect(check({ entry }, { [entry]: MAIN }).entry).toEqual(MAIN)
  })

  it('accepts a WebAssembly module as the entry of a core extension', () => {
    expect(check({ abi: 'core', entry: 'x.wasm' }, { 'x.wasm': WASM }).entry).toEqual(WASM)
  })

  it('names every file that is wrong', () => {
    const paths = issuesOf(
      { entry: 'a.js', icon: 'b.png', screenshots: ['c.png', 'd.png'], readme: 'e.md' },
      { 'c.png': PNG },
    ).map(({ path }) => path)
    expect(paths).toEqual(['$.entry', '$.icon', '$.screenshots[1]', '$.readme'])
  })
})

const big = (start: Uint8Array, bytes: number) => Buffer.concat([start, Buffer.alloc(bytes - start.length + 1)])
const svg = (inner: string) => `<svg xmlns="http://www.w3.org/2000/svg">${inner}</svg>`

describe('checkFiles, of what is wrong', () => {
  const cases: readonly (readonly [name: string, fields: object, files: Files, path: string, message: RegExp])[] = [
    ['an entry that is not there', { entry: 'dist/main.js' }, {}, '$.entry', /^dist\/main\.js is not in the archive$/],
    ['an entry in other letters', { entry: 'Main.js' }, {}, '$.entry', /not in the archive/],
    ['a name that every object has', { entry: 'toString.js' }, {}, '$.entry', /not in the archive/],
    ['a module as the entry of a js extension', { entry: 'x.wasm' }, { 'x.wasm': WASM }, '$.entry', /\.js or \.mjs/],
    ['a script as the entry of a core extension', { abi: 'core' }, {}, '$.entry', /\.wasm file/],
    [
      'a core entry that is no module',
      { abi: 'core', entry: 'x.wasm' },
      { 'x.wasm': MAIN },
      '$.entry',
      /not a WebAssembly module/,
    ],
    ['an empty core entry', { abi: 'core', entry: 'x.wasm' }, { 'x.wasm': '' }, '$.entry', /not a WebAssembly module/],
    ['a js entry that is not UTF-8', {}, { 'main.js': Buffer.from([0xff, 0xfe]) }, '$.entry', /not UTF-8/],
    ['a JPEG icon', { icon: 'i.jpg' }, { 'i.jpg': JPEG }, '$.icon', /one of \.png, \.svg, \.webp/],
    ['an icon without a suffix', { icon: 'icon' }, { icon: PNG }, '$.icon', /one of/],
    ['a script as an icon', { icon: 'i.png' }, { 'i.png': MAIN }, '$.icon', /not what its name says/],
    ['an icon of another format', { icon: 'i.png' }, { 'i.png': WEBP }, '$.icon', /not what its name says/],
    ['an empty icon', { icon: 'i.webp' }, { 'i.webp': '' }, '$.icon', /not what its name says/],
    ['a large icon', { icon: 'i.png' }, { 'i.png': big(PNG, FILE_LIMITS.iconBytes) }, '$.icon', /larger than 256 KiB/],
    [
      'a drawn screenshot',
      { screenshots: ['s.svg'] },
      { 's.svg': SVG },
      '$.screenshots[0]',
      /one of \.png, \.jpg, \.jpeg, \.webp/,
    ],
    [
      'a large screenshot',
      { screenshots: ['s.png'] },
      { 's.png': big(PNG, FILE_LIMITS.screenshotBytes) },
      '$.screenshots[0]',
      /larger than 2 MiB/,
    ],
    ['a page as a readme', { readme: 'r.html' }, { 'r.html': 'hi' }, '$.readme', /Markdown/],
    [
      'a large readme',
      {},
      { 'README.md': big(Buffer.from('#'), FILE_LIMITS.markdownBytes) },
      '$.readme',
      /larger than 512 KiB/,
    ],
    ['a readme that is not UTF-8', {}, { 'README.md': Buffer.from([0x23, 0xff]) }, '$.readme', /not UTF-8/],
    ['a changelog with a zero byte', {}, { 'CHANGELOG.md': 'a\u0000' }, '$.changelog', /not UTF-8/],
    ...Object.entries({
      'a page': '<html></html>',
      nothing: '',
      'a comment that does not end': '<!-- <svg></svg>',
      'a script': svg('<script>alert(1)</script>'),
      'a script with a prefix': svg('<s:SCRIPT>alert(1)</s:SCRIPT>'),
      'a handler': svg('<path onload="alert(1)"/>'),
      'a handler with spaces': '<svg\nonload \n= "alert(1)"></svg>',
      'a link that runs': svg('<a href="javascript:alert(1)"/>'),
      'a page inside': svg('<foreignObject/>'),
      'an animation': svg('<set attributeName="onclick"/>'),
      entities: `<!DOCTYPE svg [<!ENTITY a "a">]>${svg('&a;')}`,
      'a style sheet from elsewhere': `<?xml-stylesheet href="x"?>${svg('')}`,
      'UTF-16': Buffer.from(svg(''), 'utf16le'),
    }).map(([what, bytes]): (typeof cases)[number] => [
      `${what} in an SVG icon`,
      { icon: 'i.svg' },
      { 'i.svg': bytes },
      '$.icon',
      /plain SVG/,
    ]),
  ]

  it.each(cases)('refuses %s', (_name, fields, files, path, message) => {
    expect(issuesOf(fields, files)).toEqual([{ path, message: expect.stringMatching(message) }])
  })

  it('looks through a hostile drawing in no time worth naming: work grows with its size alone', () => {
    const comments = `${'<!-- -->'.repeat(30_000)}<html>`
    expect(issuesOf({ icon: 'i.svg' }, { 'i.svg': comments })).toHaveLength(1)
  })
})
