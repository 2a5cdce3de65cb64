/** What the OpenAPI document says of the API as a whole, in CommonMark. */
export const API_DESCRIPTION = `Publish, review, install and call WebAssembly extensions.

**Who asks.** Either a token, as \`Authorization: Bearer grantry_pat_…\`, of the scope that a route names: people make
tokens under **Account**, **Tokens**, or with \`grantry login\`. Or the cookie of a browser session; what changes something
then needs the header \`x-csrf-token\`, which signing in and \`GET /v1/me\` answer as \`csrfToken\`. Routes that name no token
take a session alone. A token that is limited to one workspace reaches the routes below \`/v1/workspaces/{ws}\` of that one,
\`GET /v1/workspaces\`, \`GET /v1/me\` and its own end.

**Failures** are \`application/problem+json\` (RFC 9457). The \`code\` is stable and for programs; \`detail\` says to people what was
wrong and what to do; \`issues\` says where in an input. What belongs to somebody else answers 404, as if it did not exist.
With 429 and 503, \`Retry-After\` says when to try again, where that is known.

**Lists** answer \`{items, nextCursor}\`. Where a list takes \`limit\` and \`cursor\`, the cursor of one page asks for the next one.

**Names.** \`{ws}\` is the id of a workspace or its slug. Times are ISO 8601 in UTC, money is in the smallest unit of its
currency, and units are in names: \`deadlineMs\`, \`sizeBytes\`.`

/** What the groups of routes are about, and who may call them where a route does not say otherwise. */
export const API_TAGS: Readonly<Record<string, string>> = {
  accounts: 'Signing up and in, your account, your tokens. Accounts are for sessions: no token changes one.',
  publishers: 'Organisations that publish. Members look, owners manage.',
  publish: 'The versions of a publisher, and how they fare. For its members.',
  catalogue: 'What the store shows. Anybody may look.',
  ratings: 'What people say of extensions they use, what publishers answer, and what admins hide.',
  review: 'Decisions about versions.',
  workspaces: 'Workspaces, who belongs to them, what they hold. Members of any role look.',
  installs: 'Extensions in a workspace: grants, log, use. Members of any role look.',
  operations: 'What can be called in a workspace. Members of any role call queries, those above viewers actions.',
  jobs: 'Work in the background. Members of any role look.',
  schedules: 'Jobs at set times. Members of any role look.',
  billing: 'Plans of extensions, and what workspaces buy. Members of any role look.',
  earnings: 'What a publisher earns. Its members look; only its owners move money, and no token does.',
  admin: 'Payments and books of the whole server. A token may look and answer disputes; only a session moves money.',
  server: 'What a client may know of the server, how it fares, and its mails.',
}
