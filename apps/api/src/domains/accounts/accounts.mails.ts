import type { MailDraft } from '../../platform/mail/index.ts'

/** To somebody: what the account has of them is all a mail needs. */
interface Recipient {
  email: string
  name: string
}

const greeting = ({ name }: Recipient): string => `Hello ${name},`
const IF_NOT_YOU =
  'If this was not you, somebody may know your password: have a link sent to you to set a new one, on the sign-in page.'

/** Every mail that has to do with an account. */
export const accountMails = {
  verifyEmail: (user: Recipient, url: string): MailDraft => ({
    to: user.email,
    subject: 'Confirm your e-mail address',
    paragraphs: [greeting(user), 'Please confirm that this address is yours. The link works once, for three days.'],
    action: { label: 'Confirm the address', url },
    remark: 'If you did not make an account, do nothing: without your confirmation this address is nobody’s.',
  }),

  changeEmail: (user: Recipient, newEmail: string, url: string): MailDraft => ({
    to: newEmail,
    subject: 'Confirm your new e-mail address',
    paragraphs: [
      greeting(user),
      `Your account is to have this address instead of ${user.email}. The link works once, for a day.`,
    ],
    action: { label: 'Confirm the new address', url },
    remark: 'If you do not know of this, do nothing: without your confirmation nothing changes.',
  }),

  emailChangeAsked: (user: Recipient, newEmail: string): MailDraft => ({
    to: user.email,
    subject: 'Your account is to have another e-mail address',
    paragraphs: [
      greeting(user),
      `Somebody who knows your password asked for the address ${newEmail} in the place of this one. Nothing changes before the link that went there is used.`,
      'If this was not you, have a link sent to you to set a new password, on the sign-in page: that withdraws it.',
    ],
  }),

  emailChanged: (user: Recipient, newEmail: string): MailDraft => ({
    to: user.email,
    subject: 'Your account has a new e-mail address',
    paragraphs: [
      greeting(user),
      `Your account now has the address ${newEmail}. Mails no longer come to this one.`,
      'If this was not you, tell those who run the server at once.',
    ],
  }),

  resetPassword: (user: Recipient, url: string): MailDraft => ({
    to: user.email,
    subject: 'Set a new password',
    paragraphs: [
      greeting(user),
      'Somebody asked to set a new password for your account. The link works once, for an hour.',
    ],
    action: { label: 'Set a new password', url },
    remark: 'If it was not you, do nothing: your password stays as it is.',
  }),

  providerConnected: (user: Recipient, issuer: string): MailDraft => ({
    to: user.email,
    subject: 'You can sign in with a provider',
    paragraphs: [
      greeting(user),
      `Your account is now connected with ${issuer}: whoever signs in there as you is signed in here.`,
      'If this was not you, disconnect it on the account page and set a new password.',
    ],
  }),

  closed: (user: Recipient): MailDraft => ({
    to: user.email,
    subject: 'Your account is closed',
    paragraphs: [
      greeting(user),
      'Your account is closed, and what was kept of you is deleted. This is the last mail to you.',
    ],
  }),

  passwordChanged: (user: Recipient): MailDraft => ({
    to: user.email,
    subject: 'Your password was changed',
    paragraphs: [
      greeting(user),
      'The password of your account was changed, and other browsers were signed out.',
      IF_NOT_YOU,
    ],
  }),
}
