import {
  callableOperationListSchema,
  createdTokenSchema,
  digestSchema,
  entryIdSchema,
  extensionDetailSchema,
  extensionPageSchema,
  installLogPageSchema,
  installPageSchema,
  installSchema,
  instantSchema,
  meSchema,
  pageOf,
  publishedSchema,
  publisherMemberPageSchema,
  publisherMemberSchema,
  publisherSchema,
  publisherVersionPageSchema,
  reviewDetailSchema,
  reviewPageSchema,
  sessionSchema,
  tokenPageSchema,
  usageSchema,
  versionDetailSchema,
  workspaceMemberPageSchema,
  workspaceMemberSchema,
  workspacePageSchema,
  workspaceSchema,
} from '@grantry/contract'
import { z } from 'zod'
import type { AnswerName, Answers, ReadAnswer } from './answers.ts'
import { unexpectedAnswer } from './problem.errors.ts'

const entrySchema = z.object({
  id: entryIdSchema,
  path: z.string(),
  name: z.string(),
  mimeType: z.string(),
  sizeBytes: z.int(),
  digest: digestSchema,
  createdAt: instantSchema,
})

const ANSWERS: { readonly [N in AnswerName]: z.ZodType<Answers[N]> } = {
  ServerInfo: z.object({ name: z.string(), version: z.string() }),
  Session: sessionSchema,
  Me: meSchema,
  TokenPage: tokenPageSchema,
  CreatedToken: createdTokenSchema,
  Publisher: publisherSchema,
  PublisherMember: publisherMemberSchema,
  PublisherMemberPage: publisherMemberPageSchema,
  PublisherVersionPage: publisherVersionPageSchema,
  Published: publishedSchema,
  ReviewPage: reviewPageSchema,
  ReviewDetail: reviewDetailSchema,
  ExtensionPage: extensionPageSchema,
  ExtensionDetail: extensionDetailSchema,
  VersionDetail: versionDetailSchema,
  Workspace: workspaceSchema,
  WorkspacePage: workspacePageSchema,
  WorkspaceMember: workspaceMemberSchema,
  WorkspaceMemberPage: workspaceMemberPageSchema,
  InstallPage: installPageSchema,
  Install: installSchema,
  InstallLogPage: installLogPageSchema,
  Usage: usageSchema,
  CallableOperationList: callableOperationListSchema,
  Json: z.unknown(),
  Entry: entrySchema,
  EntryPage: pageOf(entrySchema, 'EntryPage'),
  EntryContent: z.object({ entry: entrySchema, text: z.string().optional() }),
}

/** Reads an answer with the contract's schema; one of another shape means a server of another version, or no Grantry. */
export const checkAnswer: ReadAnswer = (name, json) => {
  const parsed = ANSWERS[name].safeParse(json)
  if (parsed.success) return parsed.data
  throw unexpectedAnswer(`The server’s ${name} has a form this client does not know`, parsed.error)
}
