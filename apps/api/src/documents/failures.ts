import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CLOSED_REASONS, PROBLEM_KINDS, type ProblemKind } from '@grantry/contract'
import { GUEST_FAULTS, UNAVAILABILITIES } from '@grantry/runtime'
import { parseSync } from 'rolldown/experimental'
import { ARCHIVE_REFUSALS } from '../domains/packages/archive.errors.ts'
import { MANIFEST_REFUSALS } from '../domains/packages/manifest.errors.ts'
import { messageOf } from '../domains/purchases/entitlement-message.ts'
import { FRAMEWORK_CODES } from '../platform/http/http.errors.ts'

/** A failure that the API can answer. */
export interface Failure {
  /** The folder of the code that knows it: a domain, `http`, `mail` or `runtime`. */
  room: string
  code: string
  status: number
  /** What it says to people; `…` stands for what differs from time to time. */
  detail: string
}

interface Syntax {
  type: string
  [key: string]: unknown
}

/** Sentences that are put together in a way that their source does not show. */
const PUT_TOGETHER: Readonly<Record<string, string>> = {
  may_not_rate: 'Only who uses an extension may rate it, and nobody who publishes it.',
  permission_denied: 'What the extension asked for was not granted, or the person it runs for may not do it.',
  permission_revoked: 'A permission that the job had begun with was taken back. Grant it again and resume the job.',
  permission_expired:
    'The time is over for which a permission that the job had begun with was granted. Grant it again and resume the job.',
}

const SOURCES = join(import.meta.dirname, '..')
const RUNTIME = join(SOURCES, '../../../packages/runtime/src')

/** Every failure, from the sources: what a `new DomainError(…)` says in words, and the tables that others are read from. */
export async function findFailures(): Promise<Failure[]> {
  const found: Failure[] = [...ofTables(), ...(await ofCodeChecks())]
  for await (const path of glob('{domains,platform,kernel}/**/*.ts', { cwd: SOURCES }))
    if (!path.endsWith('.spec.ts')) found.push(...ofSource(path, await readFile(join(SOURCES, path), 'utf8')))
  return found.map((failure) => ({ ...failure, detail: PUT_TOGETHER[failure.code] ?? failure.detail }))
}

function ofTables(): Failure[] {
  const guest = Object.entries(GUEST_FAULTS).map(([code, detail]) => ({ code, status: 422, detail: `${detail}.` }))
  const away = Object.entries(UNAVAILABILITIES).map(([code, { message }]) => ({
    code,
    status: code === 'too_many_calls' ? 429 : 503,
    detail: `${message}. Try again shortly.`,
  }))
  const manifest = Object.entries(MANIFEST_REFUSALS).map(([code, detail]) => ({ code, status: 422, detail }))
  const archive = Object.values(ARCHIVE_REFUSALS).map(({ code, says }) => ({
    code,
    status: code === 'archive_too_large' ? 413 : 422,
    detail: says('…', '…'),
  }))
  const framework = Object.entries(FRAMEWORK_CODES).map(([status, { code, detail }]) => ({
    code,
    status: Number(status),
    detail,
  }))
  const closed = CLOSED_REASONS.map((reason) => ({
    code: reason,
    status: 402,
    detail: messageOf({ state: 'closed', reason, until: null, purchase: null }, '…'),
  }))
  const internal = {
    code: 'internal',
    status: 500,
    detail: 'Something went wrong on our side. It has been logged under this request id.',
  }
  const inRoom = (room: string, failures: Omit<Failure, 'room'>[]) => failures.map((failure) => ({ room, ...failure }))
  return [
    ...inRoom('runtime', [...guest, ...away]),
    ...inRoom('packages', [...archive, ...manifest]),
    ...inRoom('purchases', closed),
    ...inRoom('http', [...framework, internal]),
  ]
}

/** Why code is refused when it is uploaded: the runtime's error files list their codes in a comment. */
async function ofCodeChecks(): Promise<Failure[]> {
  const found: Failure[] = []
  for await (const path of glob('{inspect,abi,compile,instrument}/*.errors.ts', { cwd: RUNTIME }))
    for (const [, code = '', meaning = ''] of (await readFile(join(RUNTIME, path), 'utf8')).matchAll(
      /- `([a-z_]+)`: (.*?\.)(?= - `| \*\/|\n)/g,
    ))
      found.push({ room: 'packages', code, status: 422, detail: `The code is refused: ${meaning}` })
  return found
}

/** What a source says in a `new DomainError(kind, code, detail)`; where the code is a variable, in the objects with a `code`. */
function ofSource(path: string, source: string): Failure[] {
  if (!source.includes('new DomainError(')) return []
  const [area = '', folder = ''] = path.split('/')
  const room = area === 'kernel' ? area : folder
  const nodes = nodesOf(parseSync(path, source, { lang: 'ts' }).program as unknown as Syntax)
  return nodes.filter(isDomainError).flatMap((node) => {
    const [kind, code, detail] = node['arguments'] as [Syntax, Syntax, Syntax]
    const status = PROBLEM_KINDS[textsOf(kind)[0] as ProblemKind]
    const codes = textsOf(code)
    if (codes.length > 0) return codes.map((one) => ({ room, code: one, status, detail: textsOf(detail)[0] ?? '…' }))
    return nodes.flatMap((other) => ofObject(other).map((failure) => ({ room, status, ...failure })))
  })
}

const isDomainError = (node: Syntax): boolean =>
  node.type === 'NewExpression' && (node['callee'] as Syntax)['name'] === 'DomainError'

/** `{ code: 'job_ended', why: 'it is …' }`, or with a whole `message`. */
function ofObject(node: Syntax): Pick<Failure, 'code' | 'detail'>[] {
  if (node.type !== 'ObjectExpression') return []
  const properties = (node['properties'] as Syntax[]).filter(({ type }) => type === 'Property')
  const named = new Map(properties.map(({ key, value }) => [(key as Syntax)['name'], value as Syntax]))
  const [why] = textsOf(named.get('why'))
  const [message = '…'] = textsOf(named.get('message'))
  const detail = why === undefined ? message : `This job cannot be told so: ${why}.`
  return named.has('why') || named.has('message') ? textsOf(named.get('code')).map((code) => ({ code, detail })) : []
}

/** The texts that an expression can be, as far as they stand in the source; none for a variable. */
function textsOf(node: Syntax | undefined): string[] {
  if (node === undefined) return []
  switch (node.type) {
    case 'Literal':
      return [String(node['value'])]
    case 'TemplateLiteral':
      return [(node['quasis'] as { value: { cooked: string } }[]).map(({ value }) => value.cooked).join('…')]
    case 'BinaryExpression':
      return [['left', 'right'].map((side) => textsOf(node[side] as Syntax)[0] ?? '…').join('')]
    case 'ConditionalExpression':
      return [...textsOf(node['consequent'] as Syntax), ...textsOf(node['alternate'] as Syntax)]
    default:
      return []
  }
}

function nodesOf(node: Syntax): Syntax[] {
  const children = Object.values(node).flat().filter(isSyntax)
  return [node, ...children.flatMap(nodesOf)]
}

const isSyntax = (value: unknown): value is Syntax =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
