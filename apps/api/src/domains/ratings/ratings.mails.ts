import type { MailDraft } from '../../platform/mail/index.ts'

interface Author {
  email: string
  name: string
}

/** The extension that was rated, and the address of its ratings. */
interface Rated {
  name: string
  url: string
}

export const ratingMails = {
  hidden: ({ email, name }: Author, rated: Rated, reason: string): MailDraft => ({
    to: email,
    subject: `Your rating of ${rated.name} was hidden`,
    paragraphs: [
      `Hello ${name},`,
      `An admin of the store has hidden your rating of ${rated.name}. The reason:`,
      reason,
      'It counts for nothing now, and nobody but you and the admins sees it. You can change it or delete it; a changed one stays hidden until an admin has looked at it.',
    ],
    action: { label: 'See your rating', url: rated.url },
  }),

  shown: ({ email, name }: Author, rated: Rated, reason: string | null): MailDraft => ({
    to: email,
    subject: `Your rating of ${rated.name} stands again`,
    paragraphs: [
      `Hello ${name},`,
      `Your rating of ${rated.name} was hidden. An admin of the store has looked at it again, and it stands.`,
      ...(reason === null ? [] : [reason]),
    ],
    action: { label: 'See your rating', url: rated.url },
  }),
}
