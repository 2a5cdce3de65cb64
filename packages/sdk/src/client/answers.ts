import type {
  BillingTrouble,
  Account,
  ConfirmedEmail,
  OpenSession,
  Outbox,
  ProviderRedirect,
  SignInProvider,
  User,
  CallableOperation,
  Charge,
  ChargeDetail,
  ConnectedAccount,
  CreatedToken,
  Digest,
  Dispute,
  DisputeDetail,
  Earnings,
  EarningsDay,
  Entitlement,
  EntryId,
  ExtensionDetail,
  ExtensionSummary,
  FeaturedList,
  FileComparison,
  KnownPublisher,
  Fleet,
  Install,
  InstallHistory,
  InstallLog,
  InstallUses,
  InstallLogEvent,
  InstallUsageHistory,
  WorkspaceUsage,
  WorkspaceData,
  InstallSummary,
  Invoice,
  Job,
  JobEvent,
  JobLine,
  JobSummary,
  JobType,
  LedgerBalance,
  Me,
  OwnRating,
  Page,
  Payout,
  PayoutAccount,
  PayoutDetail,
  Plan,
  Portal,
  ProviderPage,
  Published,
  Publisher,
  PublisherMember,
  PublisherRatingPage,
  PublisherVersion,
  PublisherVersionDetail,
  PublishLine,
  Rating,
  RatingPage,
  ReportedRating,
  Purchase,
  PurchaseSummary,
  PurchasePreview,
  PurchaseUsage,
  Reconciliation,
  ReviewDetail,
  ReviewHistory,
  ReviewReason,
  ReviewSummary,
  Schedule,
  ServerStatus,
  Session,
  Shelves,
  Suggestions,
  ShareRule,
  ShareRules,
  Token,
  TrialRun,
  Usage,
  VersionDetail,
  Workspace,
  WorkspaceJobEvent,
  WorkspaceMember,
  WorkspaceToken,
} from '@grantry/contract'

/** A file of a workspace, as the platform operations describe it. */
export interface Entry {
  id: EntryId
  path: string
  name: string
  mimeType: string
  sizeBytes: number
  digest: Digest
  createdAt: string
}

export interface EntryContent {
  entry: Entry
  text?: string
  base64?: string
}

export interface ServerInfo {
  name: string
  version: string
  /** `test`: no money moves. Absent on servers that know nothing of payments. */
  billing?: 'test' | 'live'
  payments?: 'stripe' | 'emulator'
}

/** Every answer a client reads, by name. */
export interface Answers {
  ServerInfo: ServerInfo
  Session: Session
  Me: Me
  User: User
  Account: Account
  OpenSessionPage: Page<OpenSession>
  ConfirmedEmail: ConfirmedEmail
  SignInProviderPage: Page<SignInProvider>
  ProviderRedirect: ProviderRedirect
  Outbox: Outbox
  ServerStatus: ServerStatus
  TokenPage: Page<Token>
  CreatedToken: CreatedToken
  Publisher: Publisher
  PublisherMember: PublisherMember
  PublisherMemberPage: Page<PublisherMember>
  PublisherVersionPage: Page<PublisherVersion>
  PublisherVersionDetail: PublisherVersionDetail
  Published: Published
  PublishLine: PublishLine
  ReviewPage: Page<ReviewSummary>
  ReviewDetail: ReviewDetail
  ReviewHistory: ReviewHistory
  ReviewReasons: { items: ReviewReason[] }
  FileComparison: FileComparison
  Fleet: Fleet
  TrialRunList: { items: TrialRun[] }
  ExtensionPage: Page<ExtensionSummary>
  ExtensionDetail: ExtensionDetail
  Shelves: Shelves
  Suggestions: Suggestions
  RelatedExtensions: { items: ExtensionSummary[] }
  InstallHistory: InstallHistory
  Rating: Rating
  RatingPage: RatingPage
  PublisherRatingPage: PublisherRatingPage
  FeaturedList: FeaturedList
  KnownPublisherPage: Page<KnownPublisher>
  OwnRating: OwnRating
  ReportedRatingPage: Page<ReportedRating>
  VersionDetail: VersionDetail
  Workspace: Workspace
  WorkspacePage: Page<Workspace>
  WorkspaceMember: WorkspaceMember
  WorkspaceMemberPage: Page<WorkspaceMember>
  WorkspaceTokenPage: Page<WorkspaceToken>
  InstallPage: Page<InstallSummary>
  Install: Install
  InstallLogPage: Page<InstallLog>
  InstallUses: InstallUses
  InstallLogEvent: InstallLogEvent
  InstallUsageHistory: InstallUsageHistory
  WorkspaceUsage: WorkspaceUsage
  WorkspaceData: WorkspaceData
  Usage: Usage
  CallableOperationList: Page<CallableOperation>
  JobTypeList: Page<JobType>
  JobPage: Page<JobSummary>
  Job: Job
  JobLinePage: Page<JobLine>
  JobEvent: JobEvent
  WorkspaceJobEvent: WorkspaceJobEvent
  SchedulePage: Page<Schedule>
  Schedule: Schedule
  PlanList: Page<Plan>
  Plan: Plan
  PurchasePage: Page<PurchaseSummary>
  Purchase: Purchase
  PurchasePreview: PurchasePreview
  PurchaseUsage: PurchaseUsage
  InvoicePage: Page<Invoice>
  Portal: Portal
  EntitlementList: Page<Entitlement>
  Entitlement: Entitlement
  BillingTroublePage: Page<BillingTrouble>
  ChargeDetail: ChargeDetail
  ChargePage: Page<Charge>
  ConnectedAccountPage: Page<ConnectedAccount>
  DisputeDetail: DisputeDetail
  DisputePage: Page<Dispute>
  Earnings: Earnings
  EarningsDayList: Page<EarningsDay>
  LedgerBalanceList: Page<LedgerBalance>
  PayoutAccount: PayoutAccount
  PayoutDetail: PayoutDetail
  PayoutList: Page<Payout>
  PayoutPage: Page<Payout>
  ProviderPage: ProviderPage
  Reconciliation: Reconciliation
  ReconciliationPage: Page<Reconciliation>
  ShareRule: ShareRule
  ShareRules: ShareRules
  /** What an operation answers: any JSON. */
  Json: unknown
  Entry: Entry
  EntryPage: Page<Entry>
  EntryContent: EntryContent
}
export type AnswerName = keyof Answers

/** Turns the JSON of a successful answer into what it is called; throws a `ProblemError` for anything else. */
export type ReadAnswer = <N extends AnswerName>(name: N, json: unknown) => Answers[N]
