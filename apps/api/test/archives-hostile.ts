import { gzipSync } from 'node:zlib'
import {
  END,
  GNU_MAGIC,
  entry,
  file,
  folder,
  header,
  longName,
  octal,
  padded,
  pax,
  paxRecord,
  tar,
  tgz,
  type HeaderOptions,
} from './archives.ts'

/** An archive that must be refused, and the code it must be refused with. */
export interface HostileArchive {
  name: string
  code: string
  bytes: () => Uint8Array
}

const good = file('extension.json', '{}')
const make = (name: string, code: string, bytes: () => Uint8Array): HostileArchive => ({ name, code, bytes })
/** Hostile entries behind an ordinary one. */
const tarOf = (name: string, code: string, ...parts: Uint8Array[]) => make(name, code, () => tgz(good, ...parts))
const named = (name: string, path: string | Uint8Array) => tarOf(name, 'archive_path', file(path))
const typed = (name: string, code: string, options: Partial<HeaderOptions>) =>
  tarOf(name, code, entry({ path: 'special', ...options }))
const pair = (name: string, code: string, ...paths: string[]) => tarOf(name, code, ...paths.map((path) => file(path)))

const KINDS = [
  typed('a symbolic link', 'archive_link', { type: '2', linkName: '/etc/passwd' }),
  typed('a symbolic link within the archive', 'archive_link', { type: '2', linkName: 'extension.json' }),
  typed('a hard link', 'archive_link', { type: '1', linkName: 'extension.json' }),
  typed('a character device', 'archive_entry_type', { type: '3' }),
  typed('a block device', 'archive_entry_type', { type: '4' }),
  typed('a FIFO', 'archive_entry_type', { type: '6' }),
  typed('a contiguous file', 'archive_entry_type', { type: '7' }),
  typed('a GNU sparse file', 'archive_entry_type', { type: 'S', magic: GNU_MAGIC }),
  typed('a GNU incremental dump', 'archive_entry_type', { type: 'D', magic: GNU_MAGIC }),
  typed('a volume label', 'archive_entry_type', { type: 'V', magic: GNU_MAGIC }),
  typed('an unknown type', 'archive_entry_type', { type: 'z' }),
  typed('a file with the target of a link', 'archive_corrupt', { linkName: '/etc/passwd' }),
  tarOf(
    'a link to a long name',
    'archive_link',
    entry({ path: '././@LongLink', type: 'K', magic: GNU_MAGIC }, 'x\u0000'),
  ),
]

const NAMES = [
  named('an absolute path', '/etc/cron.d/evil'),
  named('a path that climbs out', '../evil.js'),
  named('a path that climbs out further down', 'a/b/../../../evil.js'),
  named('a path that ends by climbing', 'a/..'),
  named('a . segment', 'a/./b'),
  named('an empty segment', 'a//b'),
  named('a file that ends with a slash', 'a/'),
  named('a backslash', 'a\\..\\..\\evil.js'),
  named('a drive letter', 'C:evil.js'),
  named('an alternate data stream', 'main.js:hidden'),
  named('a wildcard', 'main.*'),
  named('a line break', 'a\nb'),
  named('an escape sequence', 'a\u001b[2Jb'),
  named('a right-to-left override', 'gnp\u202esj.exe'),
  named('a zero-width space', 'extension\u200b.json'),
  named('a variation selector', 'a\ufe0fb'),
  named('a line separator', 'a\u2028b'),
  named('a name that is not UTF-8', Buffer.from([0x61, 0xff, 0x62])),
  named('an overlong UTF-8 slash', Buffer.from([0x2e, 0x2e, 0xc0, 0xaf, 0x61])),
  named('a decomposed letter', 'u\u0308.txt'),
  named('a segment that ends with a dot', 'a./b'),
  named('a name that ends with a space', 'a '),
  named('a name that begins with a space', ' a'),
  named('a Windows device', 'src/NUL'),
  named('a Windows device with an extension', 'aux.js'),
  named('a numbered Windows device', 'COM1.txt'),
  named('a path of more than 16 folders', 'd/'.repeat(16) + 'f'),
  tarOf('a path of more than 200 characters', 'archive_path', longName('x'.repeat(201)), file('x'.repeat(100))),
  tarOf('a prefix that climbs out', 'archive_path', entry({ path: 'evil.js', prefix: '..' })),
  tarOf('a pax path that climbs out', 'archive_path', pax({ path: '../evil.js' }), file('../evil.js')),
  tarOf('a pax path with a zero byte', 'archive_path', pax({ path: `${'x'.repeat(101)}\u0000` }), file('x')),
  tarOf('an empty pax path', 'archive_path', pax({ path: '' }), entry({ path: '' })),
  tarOf('a folder that climbs out', 'archive_path', folder('../')),
]

const COLLISIONS = [
  pair('a duplicate', 'archive_duplicate', 'a', 'b', 'a'),
  pair('a second manifest', 'archive_duplicate', 'extension.json'),
  pair('a duplicate behind ./', 'archive_duplicate', './extension.json'),
  pair('two names that differ in case', 'archive_collision', 'README.md', 'readme.MD'),
  pair('two folders that differ in case', 'archive_collision', 'src/a', 'SRC/b'),
  pair('two names that differ in compatibility form', 'archive_collision', 'ﬁle', 'file'),
  pair('sharp s and ss', 'archive_collision', 'straße', 'STRASSE'),
  pair('the Kelvin sign and k', 'archive_collision', 'K', 'k'),
  pair('full-width letters', 'archive_collision', 'ｍain.js', 'main.js'),
  pair('a file and a folder', 'archive_collision', 'a', 'a/b'),
  pair('a folder and a file', 'archive_collision', 'a/b', 'a'),
  tarOf('a folder entry and a file', 'archive_collision', folder('a/'), file('a')),
  pair('a folder and a file that differ in case', 'archive_collision', 'A/b', 'a'),
  make('files at the root and under package/', 'archive_layout', () =>
    tgz(file('package/extension.json'), file('main.js')),
  ),
]

const TWO_READINGS = [
  tarOf('a pax path that differs from the short one', 'archive_header', pax({ path: 'evil.js' }), file('main.js')),
  tarOf('a long name that differs from the short one', 'archive_header', longName('evil.js'), file('main.js')),
  tarOf('a long pax path that is another', 'archive_header', pax({ path: 'e'.repeat(120) }), file('main.js')),
  tarOf(
    'a pax record hidden in another',
    'archive_corrupt',
    pax({ path: 'main.js', 'SCHILY.xattr.a': `a\n${paxRecord('path', 'evil.js')}` }),
    file('main.js'),
  ),
  tarOf('another size in a pax header', 'archive_header', pax({ size: '0' }), file('main.js')),
  tarOf('a link target in a pax header', 'archive_link', pax({ linkpath: '/etc/passwd' }), file('main.js')),
  tarOf('a sparse file by pax', 'archive_entry_type', pax({ 'GNU.sparse.major': '1' }), file('main.js')),
  tarOf('another character set', 'archive_header', pax({ hdrcharset: 'BINARY' }), file('main.js')),
  tarOf('an unknown pax keyword', 'archive_header', pax({ type: '2' }), file('main.js')),
  tarOf(
    'a pax keyword given twice',
    'archive_header',
    entry({ path: 'x', type: 'x' }, paxRecord('path', 'a') + paxRecord('path', 'b')),
    file('b'),
  ),
  tarOf(
    'a pax record with a wrong length',
    'archive_header',
    entry({ path: 'x', type: 'x' }, '99 path=a\n'),
    file('a'),
  ),
  tarOf('two pax headers for one entry', 'archive_header', pax({ path: 'a' }), pax({ path: 'b' }), file('a')),
  tarOf('a pax header and a long name', 'archive_header', pax({ mtime: '0' }), longName('a'), file('a')),
  tarOf('a pax header with no entry behind it', 'archive_header', pax({ path: 'a' })),
  tarOf('a pax header of 65 KiB', 'archive_header', pax({ comment: 'x'.repeat(65 * 1024) }), file('a')),
  tarOf(
    'a name hidden behind the end of a long name',
    'archive_header',
    entry({ path: 'L', type: 'L' }, 'a\u0000evil'),
    file('a'),
  ),
  make('a global path', 'archive_header', () => tgz(pax({ path: 'evil.js' }, { type: 'g' }), good)),
  make('a global size', 'archive_header', () => tgz(pax({ size: '0' }, { type: 'g' }), good)),
  tarOf('a global header in the middle', 'archive_header', pax({ comment: 'x' }, { type: 'g' }), file('a')),
  tarOf('a name hidden behind the end of a name', 'archive_corrupt', file('a\u0000b')),
  make('an extended header that looks like a gzip file', 'archive_corrupt', () =>
    tgz(pax({ path: 'a' }, { path: Buffer.from([0x1f, 0x8b, 0x08, 0x61]) }), file('a')),
  ),
]

const DAMAGE = [
  typed('a wrong checksum', 'archive_corrupt', { checksum: '000000\u0000 ' }),
  typed('no checksum', 'archive_corrupt', { checksum: '        ' }),
  typed('an old header without magic', 'archive_corrupt', { magic: '\u0000'.repeat(8) }),
  typed('a negative size', 'archive_corrupt', { size: Buffer.alloc(12, 0xff) }),
  typed('a size in binary', 'archive_too_large', { size: Buffer.from([0x80, ...Array<number>(10).fill(0), 1]) }),
  typed('a size that is no number', 'archive_corrupt', { size: '12x45678901\u0000' }),
  typed('an empty size', 'archive_corrupt', { size: '\u0000'.repeat(12) }),
  typed('a size of 8 GiB', 'archive_too_large', { size: `${octal(2 ** 33 - 1, 11)}\u0000` }),
  typed('a folder with a size', 'archive_corrupt', { type: '5', size: `${octal(512, 11)}\u0000` }),
  make('half an end marker', 'archive_corrupt', () => tgz(good, Buffer.alloc(512), file('a'))),
  make('no end marker', 'archive_truncated', () => gzipSync(good)),
  make('a single block of zeros at the end', 'archive_truncated', () =>
    gzipSync(Buffer.concat([good, Buffer.alloc(512)])),
  ),
  make('an end in the middle of a file', 'archive_truncated', () =>
    gzipSync(entry({ path: 'a' }, 'x'.repeat(2_000)).subarray(0, 1_024)),
  ),
  make('an end in the middle of a header', 'archive_truncated', () => gzipSync(tar(good).subarray(0, 1_300))),
  make('an end in the middle of a pax header', 'archive_truncated', () =>
    gzipSync(pax({ path: 'a' }).subarray(0, 600)),
  ),
  make('a file that claims to be longer than the archive', 'archive_truncated', () =>
    gzipSync(Buffer.concat([header({ path: 'a', sizeBytes: 9_000 }), END])),
  ),
  make('a tar that was packed twice', 'archive_corrupt', () => gzipSync(tgz(file('a', noise(1_000))))),
  make('a text file', 'archive_corrupt', () => gzipSync('hello '.repeat(200))),
]

const tail = (bytes: Uint8Array) => () => Buffer.concat([tgz(good), bytes])
const gzipMember = (flags: number, extra: Uint8Array) => {
  const [head, rest] = [tgz(good).subarray(0, 10), tgz(good).subarray(10)]
  head[3] = flags
  return Buffer.concat([head, extra, rest])
}
const flipped = (at: number) => {
  const bytes = tgz(good)
  const index = (at + bytes.length) % bytes.length
  bytes[index] = (bytes[index] ?? 0) ^ 1
  return bytes
}
const ZIP = Buffer.from('504b0304140000000000', 'hex')
const ZIP_END = Buffer.concat([Buffer.from('504b0506', 'hex'), Buffer.alloc(18)])

const ENVELOPES = [
  make('nothing at all', 'archive_empty', () => Buffer.alloc(0)),
  make('an archive without entries', 'archive_empty', () => tgz()),
  make('an archive of folders alone', 'archive_empty', () => tgz(folder('a/'), folder('b/'))),
  make('a tar that is not packed', 'archive_not_gzip', () => tar(good)),
  make('a zip file', 'archive_not_gzip', () => Buffer.concat([ZIP, ZIP_END])),
  make('a zip in front of the gzip file', 'archive_not_gzip', () => Buffer.concat([ZIP, tgz(good)])),
  make('another method than deflate', 'archive_not_gzip', () =>
    Buffer.concat([Buffer.from('1f8b07', 'hex'), tgz(good).subarray(3)]),
  ),
  make('reserved gzip flags', 'archive_not_gzip', () => gzipMember(0x80, Buffer.alloc(0))),
  make('an extra field of gzip', 'archive_not_gzip', () => gzipMember(0x04, Buffer.from([4, 0, 1, 2, 3, 4]))),
  make('an endless gzip comment', 'archive_not_gzip', () => gzipMember(0x10, Buffer.alloc(70_000, 'x'))),
  make('a zip behind the gzip file', 'archive_trailing_data', tail(ZIP_END)),
  make('a byte behind the gzip file', 'archive_trailing_data', tail(Buffer.from('x'))),
  make('zeros behind the gzip file', 'archive_trailing_data', tail(Buffer.alloc(512))),
  make('a second gzip member', 'archive_trailing_data', tail(tgz(file('evil.js')))),
  make('an empty second gzip member', 'archive_trailing_data', tail(gzipSync(''))),
  make('data behind the end marker', 'archive_trailing_data', () =>
    gzipSync(Buffer.concat([tar(good), padded(Buffer.from('x'))])),
  ),
  make('a second tar behind the end marker', 'archive_trailing_data', () =>
    gzipSync(Buffer.concat([tar(good), tar(file('evil.js'))])),
  ),
  make('half a block of zeros at the end', 'archive_trailing_data', () =>
    gzipSync(Buffer.concat([tar(good), Buffer.alloc(100)])),
  ),
  make('a gzip file cut in its header', 'archive_truncated', () => tgz(good).subarray(0, 7)),
  make('a gzip file cut in the middle', 'archive_truncated', () => tgz(good).subarray(0, 40)),
  make('a gzip file without its trailer', 'archive_truncated', () => tgz(good).subarray(0, -8)),
  make('a gzip file cut in its trailer', 'archive_truncated', () => tgz(good).subarray(0, -1)),
  make('a wrong gzip checksum', 'archive_corrupt', () => flipped(-8)),
  make('a wrong gzip length', 'archive_corrupt', () => flipped(-4)),
  make('damaged gzip data', 'archive_corrupt', () =>
    Buffer.concat([tgz(good).subarray(0, 10), Buffer.alloc(100, 0xff)]),
  ),
]

const MIB = 1024 * 1024
/** Not compressible, and the same on every run. */
function noise(bytes: number): Buffer {
  const block = Buffer.alloc(bytes)
  let state = 1
  for (let at = 0; at + 4 <= bytes; at += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    block.writeUInt32LE((state ^ (state >>> 15)) >>> 0, at)
  }
  return block
}
const files = (count: number, body: Uint8Array) => Array.from({ length: count }, (_, index) => file(`f${index}`, body))

const SIZES = [
  make('a file of zeros', 'archive_ratio', () => tgz(good, file('zeros', Buffer.alloc(8 * MIB)))),
  make('a gzip of 256 MiB of zeros', 'archive_ratio', () => gzipSync(Buffer.alloc(256 * MIB))),
  make('zeros behind the end marker', 'archive_ratio', () =>
    gzipSync(Buffer.concat([tar(good), Buffer.alloc(8 * MIB)])),
  ),
  make('a file of more than 16 MiB', 'archive_too_large', () => tgz(good, file('big', noise(16 * MIB + 1)))),
  make('more than 64 MiB unpacked', 'archive_too_large', () => {
    const twoBitsInEight = noise(15 * MIB).map((byte) => byte & 3)
    return gzipSync(tar(...files(5, twoBitsInEight)), { level: 1 })
  }),
  make('more than 32 MiB uploaded', 'archive_too_large', () =>
    gzipSync(tar(...files(3, noise(15 * MIB))), { level: 0 }),
  ),
  make('2,001 entries', 'archive_too_many_entries', () => tgz(...files(2_001, Buffer.alloc(0)))),
  make('2,001 folders', 'archive_too_many_entries', () =>
    tgz(...Array.from({ length: 2_001 }, (_, index) => folder(`d${index}/`))),
  ),
]

export const HOSTILE_ARCHIVES: readonly HostileArchive[] = [
  ...KINDS,
  ...NAMES,
  ...COLLISIONS,
  ...TWO_READINGS,
  ...DAMAGE,
  ...ENVELOPES,
  ...SIZES,
]
