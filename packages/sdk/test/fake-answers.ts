import type {
  CallableOperation,
  Install,
  InstallLog,
  Job,
  JobLine,
  JobType,
  Me,
  Published,
  PublisherVersion,
  Schedule,
  VersionDetail,
  Workspace,
} from '@grantry/contract'

/** Answers as a server gives them, before they are parsed: ids are not branded yet. */
type Raw<T> = T extends string ? string : T extends object ? { [K in keyof T]: Raw<T[K]> } : T

export const NOW = '2026-01-02T03:04:05.000Z'
const DIGEST = `sha256:${'0'.repeat(64)}`
export const uuid = (last: number) => `00000000-0000-4000-8000-${String(last).padStart(12, '0')}`

export const USER = {
  id: uuid(1),
  email: 'ada@example.org',
  emailVerified: true,
  name: 'Ada',
  admin: false,
  createdAt: NOW,
}

export const workspace = (slug: string, index = 1): Raw<Workspace> => ({
  id: uuid(100 + index),
  slug,
  name: slug,
  role: 'owner',
  createdAt: NOW,
})

export const me = (slugs: { publishers?: string[]; workspaces?: string[] } = {}): Raw<Me> => ({
  user: USER,
  csrfToken: null,
  token: { name: 'tool', scopes: ['read', 'call'], workspace: null, expiresAt: '2027-01-02T03:04:05.000Z' },
  publishers: (slugs.publishers ?? ['acme']).map((slug) => ({ slug, name: slug, role: 'owner' })),
  workspaces: (slugs.workspaces ?? ['home']).map((slug, index) => workspace(slug, index)),
})

const inspection: Raw<VersionDetail['inspection']> = {
  abi: 'js',
  sizeBytes: 2_048,
  imports: [],
  exports: [{ name: 'query_count', kind: 'function' }],
  memory: null,
  features: [],
  functionCount: 0,
}

const permissions: Raw<VersionDetail['permissions']> = [
  {
    id: 'entries.read',
    title: 'Read files',
    risk: 'medium',
    sentence: 'Read all files of this workspace',
    reason: 'To count words',
    optional: false,
    scope: { paths: ['/**'] },
  },
  {
    id: 'entries.write',
    title: 'Create and change files',
    risk: 'high',
    sentence: 'Create and change all files of this workspace',
    reason: 'To keep the result',
    optional: true,
    scope: { paths: ['/**'] },
  },
]

export const versionDetail = (fields: Partial<Raw<VersionDetail>> = {}): Raw<VersionDetail> => ({
  version: '1.0.0',
  status: 'approved',
  digest: DIGEST,
  sizeBytes: 1_024,
  submittedAt: NOW,
  approvedAt: NOW,
  extension: 'wordstats',
  name: 'Word statistics',
  description: 'Counts words',
  abi: 'js',
  license: null,
  homepage: null,
  repository: null,
  keywords: [],
  categories: [],
  risk: 'high',
  permissions,
  operations: [],
  jobs: [],
  limits: { fuel: 1_000_000_000, memoryMiB: 16, deadlineMs: 5_000 },
  inspection,
  files: [],
  readmeHtml: null,
  changelogHtml: null,
  iconUrl: null,
  screenshotUrls: [],
  ...fields,
})

export const extensionDetail = (latest = versionDetail()) => ({
  id: latest.extension,
  name: latest.name,
  description: latest.description,
  publisher: { slug: 'acme', name: 'Acme', verified: false },
  version: latest.version,
  categories: [],
  abi: 'js',
  risk: latest.risk,
  pricing: { model: 'free', from: null, trialDays: 0 },
  featured: false,
  rating: { average: 4.5, count: 2 },
  downloads: 0,
  installs: 0,
  iconUrl: null,
  updatedAt: NOW,
  latest,
  versions: [],
})

export const install = (granted: readonly string[] = []): Raw<Install> => ({
  id: uuid(200),
  workspaceId: uuid(100),
  extension: 'wordstats',
  name: 'Word statistics',
  version: '1.0.0',
  versionStatus: 'approved',
  status: 'active',
  iconUrl: null,
  updateAvailable: null,
  installedAt: NOW,
  suspendedReason: null,
  takenDownReason: null,
  grants: permissions.map((permission) => ({
    ...permission,
    granted: granted.includes(permission.id),
    grantedScope: null,
    grantedSentence: null,
    grantedAt: null,
    ended: null,
    expiresAt: null,
  })),
  operations: [],
  limits: { fuel: 1_000_000_000, memoryMiB: 16, deadlineMs: 5_000 },
})

export const callable = (name: string, input: Record<string, unknown>): Raw<CallableOperation> => ({
  name,
  alias: 'hello:greet',
  type: 'query',
  title: null,
  description: null,
  input,
  output: null,
  source: 'extension',
  extension: 'hello',
  permission: null,
})

export const logLine = (id: number, message: string, fields: Partial<Raw<InstallLog>> = {}): Raw<InstallLog> => ({
  id: String(id),
  at: NOW,
  level: 'info',
  source: 'guest',
  code: null,
  message,
  invocationId: null,
  chain: [],
  ...fields,
})

export const JOB_ID = uuid(500)

export const job = (fields: Partial<Raw<Job>> = {}): Raw<Job> => ({
  id: JOB_ID,
  workspaceId: uuid(100),
  installId: uuid(200),
  extension: 'finance',
  jobType: 'finance:email_scan',
  title: 'Scan a mailbox',
  state: 'running',
  requested: null,
  reason: null,
  progress: 0.42,
  message: 'Read 30 of 72',
  counters: { items: '30', bytes: '1572864' },
  warningCount: 0,
  errorCount: 0,
  attempts: 0,
  maxAttempts: 5,
  children: { total: 0, queued: 0, running: 0, paused: 0, completed: 0, failed: 0, cancelled: 0 },
  parentId: null,
  scheduleId: null,
  origin: 'person',
  userId: USER.id,
  resumable: true,
  createdAt: NOW,
  startedAt: NOW,
  endedAt: null,
  updatedAt: NOW,
  nextAttemptAt: null,
  params: { folder: '/mail' },
  warnings: [],
  errors: [],
  runs: [],
  checkpoint: null,
  fuel: { used: '1234567', budget: '1000000000000' },
  ...fields,
})

export const jobLine = (id: number, message: string, kind: JobLine['kind'] = 'warning'): Raw<JobLine> => ({
  id: String(id),
  at: NOW,
  kind,
  run: 1,
  message,
})

export const jobType = (params: Raw<JobType>['params']): Raw<JobType> => ({
  jobType: 'finance:email_scan',
  extension: 'finance',
  installId: uuid(200),
  title: 'Scan a mailbox',
  description: null,
  resumable: true,
  params,
})

export const schedule = (fields: Partial<Raw<Schedule>> = {}): Raw<Schedule> => ({
  id: uuid(600),
  name: 'Every morning',
  installId: uuid(200),
  extension: 'finance',
  jobType: 'finance:email_scan',
  params: {},
  cron: '30 6 * * *',
  timezone: 'Europe/Berlin',
  state: 'active',
  reason: null,
  nextRunAt: '2026-01-03T05:30:00.000Z',
  last: null,
  createdBy: USER.id,
  createdAt: NOW,
  ...fields,
})

export const published = (): Raw<Published> => ({
  extension: 'greeter',
  version: '1.2.3',
  digest: DIGEST,
  status: 'submitted',
  reviewId: uuid(300),
  sizeBytes: 1_024,
  inspection,
})

export const publisherVersion = (fields: Partial<Raw<PublisherVersion>> = {}): Raw<PublisherVersion> => ({
  extension: 'greeter',
  name: 'Greeter',
  version: '1.2.3',
  status: 'submitted',
  digest: DIGEST,
  sizeBytes: 1_024,
  submittedAt: NOW,
  approvedAt: null,
  iconUrl: null,
  review: { id: uuid(300), position: 3, reason: null, decidedAt: null },
  ...fields,
})

export const createdToken = (token: string) => ({
  id: uuid(400),
  name: 'grantry',
  prefix: 'gry_',
  scopes: ['read'],
  workspace: null,
  createdAt: NOW,
  expiresAt: NOW,
  lastUsedAt: null,
  token,
})

export const page = <T>(items: readonly T[], nextCursor: string | null = null) => ({ items, nextCursor })
