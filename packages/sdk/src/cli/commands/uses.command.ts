import type { InstallUses, PermissionUse, UseTarget } from '@grantry/contract'
import { Command } from 'commander'
import { chooseWorkspace, connect } from '../connection.ts'
import { getAnyInstall } from '../find-install.ts'
import { count, formatInstant } from '../format.ts'
import { spanText } from '../grant-time.ts'
import { printable } from '../printable.ts'
import { startRun } from '../run.ts'
import { pointOutUnused } from '../unused-permissions.ts'

export const usesCommand = () =>
  new Command('uses')
    .summary('What an extension did with each permission')
    .description('What an extension did with each permission since it was installed, and which it never used')
    .argument('<extension>', 'id of the extension; or of an install, also of one that was removed')
    .action(async (named: string, _options: object, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const workspace = await chooseWorkspace(run, client)
      const { id, extension } = await getAnyInstall(client, workspace, named)
      const uses = await client.installs.uses(workspace, id)
      run.print({ json: uses, text: usesText(uses, Date.now()) })
      pointOutUnused(run, extension, uses)
    })

const usesText = ({ items }: InstallUses, nowMs: number): string =>
  items.length === 0 ? 'It asks for no permission' : items.map((use) => useText(use, nowMs)).join('\n')

const STATES = {
  granted: 'granted',
  ended: 'granted for a time that is over',
  not_granted: 'not granted',
  not_requested: 'not asked for any more',
} as const satisfies Record<PermissionUse['state'], string>

function useText(use: PermissionUse, nowMs: number): string {
  const { title, permission, state, targets, others } = use
  const rest = others === null || others.allowed === 0 ? [] : [others.sentence]
  return [
    `${title} (${permission}), ${STATES[state]}: ${summaryText(use, nowMs)}`,
    ...targets.map((target) => `  ${printable(targetText(target))}, last ${formatInstant(target.lastAt)}`),
    ...rest.map((sentence) => `  ${targets.length > 0 ? 'Besides: ' : ''}${sentence}`),
  ].join('\n')
}

function targetText({ target, sentence, allowed, denied }: UseTarget): string {
  if (allowed === 0) return `Refused for ${target} ${count(denied, 'time')}`
  return denied === 0 ? sentence : `${sentence}, refused ${count(denied, 'time')}`
}

function summaryText({ allowed, denied, firstUsedAt, lastUsedAt, grantedAt }: PermissionUse, nowMs: number): string {
  const refused = denied > 0 ? `, refused ${count(denied, 'time')}` : ''
  if (allowed === 0 || lastUsedAt === null) return `never used${sinceText(grantedAt, nowMs)}${refused}`
  const first = firstUsedAt === null ? '' : `first ${formatInstant(firstUsedAt)}, `
  return `used ${count(allowed, 'time')}, ${first}last ${formatInstant(lastUsedAt)}${refused}`
}

const sinceText = (grantedAt: string | null, nowMs: number): string =>
  grantedAt === null ? '' : `, granted ${spanText((nowMs - Date.parse(grantedAt)) / 1_000)} ago`
