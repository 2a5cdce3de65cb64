import { useMutation } from '@tanstack/react-query'
import { UserRoundPlus } from 'lucide-react'
import { useRef, useState } from 'react'
import { fieldIssues } from '../../lib/problem.ts'
import { valueOf } from '../../lib/vocabulary.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { Field, Input, Select } from '../ui/field.tsx'
import { FormProblem } from '../ui/form-problem.tsx'
import { Form } from '../ui/form.tsx'
import { Options } from '../ui/options.tsx'
import { toast } from '../ui/toast.ts'
import { MemberList, type Member } from './member-list.tsx'

const FIELDS = ['email', 'role'] as const

interface MembersPanelProps<Role extends string> {
  members: readonly Member<Role>[]
  roles: Record<Role, string>
  /** The role a new member has unless another is chosen. */
  usualRole: Role
  self: string
  /** What people are members of, for sentences. */
  group: string
  access: 'manage' | 'view'
  /** All settle once what is shown is fresh; who has left is somewhere else by then. */
  add: (email: string, role: Role) => Promise<void>
  remove: (userId: string) => Promise<void>
  leave: () => Promise<void>
}

/** Who belongs here, and the way out; with the right to manage, also adding and removing people. */
export function MembersPanel<Role extends string>(props: MembersPanelProps<Role>) {
  const { members, roles, self, group, access, remove, leave } = props
  const [leaving, setLeaving] = useState<Member<Role> | null>(null)
  const removal = useMutation({
    mutationFn: ({ userId }: Member<Role>) => (userId === self ? leave() : remove(userId)),
    onSuccess: (_, member) => {
      toast(member.userId === self ? `You have left ${group}` : `${member.name} is no longer a member`)
      setLeaving((shown) => (shown === member ? null : shown))
    },
  })
  const ask = (member: Member<Role>) => {
    // What was wrong with the removal of somebody else is not said of this one.
    removal.reset()
    setLeaving(member)
  }
  const isSelf = leaving?.userId === self
  return (
    <div className="grid gap-6">
      {access === 'manage' && <AddMember {...props} />}
      <MemberList members={members} roles={roles} self={self} canRemoveOthers={access === 'manage'} onRemove={ask} />
      {leaving && (
        <ConfirmDialog
          title={isSelf ? `Leave ${group}?` : `Remove ${leaving.name}?`}
          confirm={isSelf ? 'Leave' : 'Remove the member'}
          pending={removal.isPending}
          error={removal.error}
          onConfirm={() => removal.mutate(leaving)}
          onClose={() => setLeaving(null)}
        >
          {isSelf ? 'You' : leaving.email} will no longer reach {group}.
        </ConfirmDialog>
      )}
    </div>
  )
}

function AddMember<Role extends string>({ members, roles, usualRole, group, add }: MembersPanelProps<Role>) {
  const form = useRef<HTMLFormElement>(null)
  const isMember = (email: string) => members.some((member) => member.email === email.trim().toLowerCase())
  const addition = useMutation({
    mutationFn: async ({ email, role }: { email: string; role: Role }) => {
      const was = isMember(email)
      await add(email, role)
      return was ? `${email} is ${roles[role]} now` : `${email} is now a member of ${group}`
    },
    onSuccess: (said) => {
      toast(said)
      // Empty for the next one.
      form.current?.reset()
    },
  })
  return (
    <Form
      ref={form}
      names={FIELDS}
      onSubmit={({ email, role }) => addition.mutate({ email, role: valueOf(roles, role) ?? usualRole })}
      className="sheet grid gap-3 p-4"
    >
      <div className="grid items-start gap-3 sm:grid-cols-[minmax(0,1fr)_10rem_auto]">
        <Field label="E-mail of somebody with an account" errors={fieldIssues(addition.error, 'email')}>
          {(control) => <Input {...control} name="email" type="email" autoComplete="off" />}
        </Field>
        <Field label="Role" errors={fieldIssues(addition.error, 'role')}>
          {(control) => (
            <Select {...control} name="role" defaultValue={usualRole}>
              <Options list={roles} />
            </Select>
          )}
        </Field>
        <Button type="submit" pending={addition.isPending} className="sm:mt-6.5">
          <UserRoundPlus aria-hidden="true" />
          Add
        </Button>
      </div>
      <FormProblem error={addition.error} fields={FIELDS} />
    </Form>
  )
}
