/** Of the extension whose jobs the stories about jobs are told with. */
export const MAILBOX = {
  id: 'mailbox',
  name: 'Mailbox',
  version: '1.0.0',
  description: 'Reads messages that lie in files, in the background',
  abi: 'js',
  entry: 'mailbox.js',
  categories: ['communication'],
  permissions: [
    { id: 'entries.read', reason: 'To read the messages' },
    { id: 'jobs.run', reason: 'To scan several folders at once' },
    {
      id: 'extensions.call',
      scope: { operations: ['query:wordstats:count.v1', 'almanac:*'] },
      reason: 'To tell how long the messages are',
      optional: true,
    },
  ],
  operations: [{ type: 'query', name: 'count', export: 'count', title: 'Count the messages' }],
  jobs: [
    {
      name: 'scan',
      export: 'scan',
      resumable: true,
      title: 'Scan the mailbox',
      params: {
        type: 'object',
        required: ['folder'],
        properties: {
          folder: { type: 'string', title: 'Folder', description: 'Where the messages lie', minLength: 1 },
          messages: { type: 'integer', title: 'Messages', minimum: 1, maximum: 10_000, default: 20 },
          until: { type: 'string', title: 'Wait for a file' },
        },
      },
    },
    { name: 'scan_all', export: 'scan_all', resumable: true, title: 'Scan every folder' },
    { name: 'fail', export: 'fail', title: 'Lock the mailbox' },
  ],
}
