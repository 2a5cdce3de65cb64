-- CreateEnum
CREATE TYPE "ProviderCallState" AS ENUM ('decided', 'answered', 'refused', 'unresolved');

-- CreateEnum
CREATE TYPE "RefundState" AS ENUM ('decided', 'pending', 'succeeded', 'failed', 'refused');

-- CreateEnum
CREATE TYPE "DisputeState" AS ENUM ('open', 'won', 'lost');

-- CreateEnum
CREATE TYPE "MovementKind" AS ENUM ('transfer', 'reversal');

-- CreateEnum
CREATE TYPE "MovementState" AS ENUM ('decided', 'succeeded', 'refused');

-- CreateEnum
CREATE TYPE "PayoutState" AS ENUM ('decided', 'sent', 'paid', 'failed', 'refused');

-- CreateEnum
CREATE TYPE "ReconciliationState" AS ENUM ('running', 'clean', 'drift', 'failed');

-- CreateEnum
CREATE TYPE "LedgerAccountKind" AS ENUM ('asset', 'liability', 'revenue', 'expense');

-- CreateEnum
CREATE TYPE "PlanKind" AS ENUM ('free', 'one_time', 'subscription');

-- CreateEnum
CREATE TYPE "PlanState" AS ENUM ('active', 'archived');

-- CreateEnum
CREATE TYPE "BillingInterval" AS ENUM ('month', 'year');

-- CreateEnum
CREATE TYPE "UsageUnit" AS ENUM ('calls', 'fuel');

-- CreateEnum
CREATE TYPE "PurchaseState" AS ENUM ('open', 'completed', 'expired', 'revoked');

-- CreateTable
CREATE TABLE "provider_calls" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "params" JSON NOT NULL,
    "state" "ProviderCallState" NOT NULL DEFAULT 'decided',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "object_id" TEXT,
    "answer" JSONB,
    "error_code" TEXT,
    "error_message" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "provider_calls_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "provider_events" (
    "id" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "object_kind" TEXT NOT NULL,
    "object_id" TEXT NOT NULL,
    "account_id" TEXT,
    "happened_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "provider_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "provider_objects" (
    "id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "provider_objects_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "connected_accounts" (
    "publisher_id" UUID NOT NULL,
    "provider_account_id" TEXT,
    "country" CHAR(2),
    "currency" CHAR(3),
    "details_submitted" BOOLEAN NOT NULL DEFAULT false,
    "transfers_active" BOOLEAN NOT NULL DEFAULT false,
    "payouts_enabled" BOOLEAN NOT NULL DEFAULT false,
    "requirements" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "connected_accounts_pkey" PRIMARY KEY ("publisher_id")
);

-- CreateTable
CREATE TABLE "charges" (
    "id" UUID NOT NULL,
    "provider_charge_id" TEXT NOT NULL,
    "provider_payment_id" TEXT,
    "provider_invoice_id" TEXT,
    "publisher_id" UUID NOT NULL,
    "extension_id" TEXT NOT NULL,
    "workspace_id" UUID NOT NULL,
    "purchase_id" UUID NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "gross_minor" BIGINT NOT NULL,
    "tax_minor" BIGINT NOT NULL,
    "publisher_minor" BIGINT NOT NULL,
    "platform_minor" BIGINT NOT NULL,
    "share_rule_version" INTEGER NOT NULL,
    "refunded_minor" BIGINT NOT NULL DEFAULT 0,
    "disputed_minor" BIGINT NOT NULL DEFAULT 0,
    "lost_minor" BIGINT NOT NULL DEFAULT 0,
    "transferred_minor" BIGINT NOT NULL DEFAULT 0,
    "provider_fee_minor" BIGINT,
    "captured_at" TIMESTAMPTZ(3) NOT NULL,
    "matures_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "charges_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refunds" (
    "id" UUID NOT NULL,
    "charge_id" UUID NOT NULL,
    "provider_refund_id" TEXT,
    "amount_minor" BIGINT NOT NULL,
    "state" "RefundState" NOT NULL,
    "reason" TEXT NOT NULL,
    "failure" TEXT,
    "requested_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "refunds_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "disputes" (
    "id" UUID NOT NULL,
    "charge_id" UUID NOT NULL,
    "provider_dispute_id" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "fee_minor" BIGINT NOT NULL DEFAULT 0,
    "state" "DisputeState" NOT NULL,
    "provider_status" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "respond_by" TIMESTAMPTZ(3),
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "disputes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "earning_movements" (
    "id" UUID NOT NULL,
    "charge_id" UUID NOT NULL,
    "kind" "MovementKind" NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "state" "MovementState" NOT NULL DEFAULT 'decided',
    "cause" TEXT NOT NULL,
    "provider_transfer_id" TEXT,
    "provider_reversal_id" TEXT,
    "failure" TEXT,
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "earning_movements_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "earning_lines" (
    "id" UUID NOT NULL,
    "publisher_id" UUID NOT NULL,
    "charge_id" UUID NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "cause" TEXT NOT NULL,
    "transaction_id" UUID NOT NULL,
    "matures_at" TIMESTAMPTZ(3) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "earning_lines_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payouts" (
    "id" UUID NOT NULL,
    "publisher_id" UUID NOT NULL,
    "provider_payout_id" TEXT,
    "currency" CHAR(3) NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "state" "PayoutState" NOT NULL DEFAULT 'decided',
    "failure_code" TEXT,
    "failure" TEXT,
    "arrives_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payouts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payout_lines" (
    "payout_id" UUID NOT NULL,
    "line_id" UUID NOT NULL,
    "released_at" TIMESTAMPTZ(3),

    CONSTRAINT "payout_lines_pkey" PRIMARY KEY ("payout_id","line_id")
);

-- CreateTable
CREATE TABLE "reconciliations" (
    "id" UUID NOT NULL,
    "state" "ReconciliationState" NOT NULL DEFAULT 'running',
    "compared" INTEGER NOT NULL DEFAULT 0,
    "requested_by_id" UUID,
    "failure" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "reconciliations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reconciliation_findings" (
    "id" UUID NOT NULL,
    "reconciliation_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "currency" CHAR(3),
    "ledger_minor" BIGINT,
    "provider_minor" BIGINT,
    "detail" TEXT NOT NULL,

    CONSTRAINT "reconciliation_findings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "share_rules" (
    "version" SERIAL NOT NULL,
    "publisher_id" UUID,
    "publisher_basis_points" INTEGER,
    "effective_from" TIMESTAMPTZ(0) NOT NULL,
    "reason" TEXT NOT NULL,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "share_rules_pkey" PRIMARY KEY ("version")
);

-- CreateTable
CREATE TABLE "ledger_accounts" (
    "code" TEXT NOT NULL,
    "kind" "LedgerAccountKind" NOT NULL,
    "publisher_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ledger_accounts_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "ledger_transactions" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "written_in" BIGINT NOT NULL DEFAULT (pg_current_xact_id()::text)::bigint,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ledger_transactions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_entries" (
    "id" BIGSERIAL NOT NULL,
    "transaction_id" UUID NOT NULL,
    "account_code" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amount_minor" BIGINT NOT NULL,

    CONSTRAINT "ledger_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "plans" (
    "id" UUID NOT NULL,
    "extension_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "kind" "PlanKind" NOT NULL,
    "state" "PlanState" NOT NULL DEFAULT 'active',
    "per_seat" BOOLEAN NOT NULL DEFAULT false,
    "trial_days" INTEGER NOT NULL DEFAULT 0,
    "usage_unit" "UsageUnit",
    "provider_product_id" TEXT,
    "provider_meter_id" TEXT,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "plans_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "prices" (
    "id" UUID NOT NULL,
    "plan_id" UUID NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "unit_amount_minor" BIGINT NOT NULL,
    "interval" "BillingInterval",
    "per_units" BIGINT NOT NULL DEFAULT 1,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "provider_price_id" TEXT,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "prices_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customers" (
    "user_id" UUID NOT NULL,
    "provider_customer_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "customers_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "purchases" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "extension_id" TEXT NOT NULL,
    "plan_id" UUID NOT NULL,
    "price_id" UUID NOT NULL,
    "buyer_id" UUID NOT NULL,
    "state" "PurchaseState" NOT NULL DEFAULT 'open',
    "quantity" INTEGER NOT NULL DEFAULT 1,
    "provider_session_id" TEXT,
    "provider_payment_id" TEXT,
    "revoked_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "completed_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "purchases_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "subscriptions" (
    "id" UUID NOT NULL,
    "purchase_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "extension_id" TEXT NOT NULL,
    "plan_id" UUID NOT NULL,
    "price_id" UUID NOT NULL,
    "buyer_id" UUID NOT NULL,
    "provider_subscription_id" TEXT NOT NULL,
    "provider_item_id" TEXT,
    "status" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL DEFAULT 1,
    "current_period_start" TIMESTAMPTZ(3) NOT NULL,
    "current_period_end" TIMESTAMPTZ(3) NOT NULL,
    "trial_ends_at" TIMESTAMPTZ(3),
    "cancel_at_period_end" BOOLEAN NOT NULL DEFAULT false,
    "past_due_since" TIMESTAMPTZ(3),
    "usage_cap_minor" BIGINT,
    "revoked_reason" TEXT,
    "ended_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "subscriptions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "trials" (
    "id" UUID NOT NULL,
    "extension_id" TEXT NOT NULL,
    "buyer_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "purchase_id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "trials_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "usage_periods" (
    "subscription_id" UUID NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "used" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "usage_periods_pkey" PRIMARY KEY ("subscription_id","starts_at")
);

-- CreateTable
CREATE TABLE "usage_events" (
    "id" UUID NOT NULL,
    "subscription_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "quantity" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "reported_at" TIMESTAMPTZ(3),

    CONSTRAINT "usage_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invoices" (
    "id" UUID NOT NULL,
    "provider_invoice_id" TEXT NOT NULL,
    "workspace_id" UUID NOT NULL,
    "buyer_id" UUID NOT NULL,
    "purchase_id" UUID,
    "subscription_id" UUID,
    "number" TEXT,
    "status" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "total_minor" BIGINT NOT NULL,
    "tax_minor" BIGINT NOT NULL DEFAULT 0,
    "paid_minor" BIGINT NOT NULL DEFAULT 0,
    "hosted_url" TEXT,
    "pdf_url" TEXT,
    "period_start" TIMESTAMPTZ(3),
    "period_end" TIMESTAMPTZ(3),
    "issued_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "invoices_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "provider_calls_subject_idx" ON "provider_calls"("subject");

-- CreateIndex
CREATE INDEX "provider_calls_state_next_attempt_at_idx" ON "provider_calls"("state", "next_attempt_at");

-- CreateIndex
CREATE INDEX "provider_events_object_id_idx" ON "provider_events"("object_id");

-- CreateIndex
CREATE UNIQUE INDEX "provider_events_provider_event_id_key" ON "provider_events"("provider", "event_id");

-- CreateIndex
CREATE UNIQUE INDEX "connected_accounts_provider_account_id_key" ON "connected_accounts"("provider_account_id");

-- CreateIndex
CREATE UNIQUE INDEX "charges_provider_charge_id_key" ON "charges"("provider_charge_id");

-- CreateIndex
CREATE INDEX "charges_publisher_id_captured_at_idx" ON "charges"("publisher_id", "captured_at");

-- CreateIndex
CREATE INDEX "charges_purchase_id_idx" ON "charges"("purchase_id");

-- CreateIndex
CREATE INDEX "charges_workspace_id_idx" ON "charges"("workspace_id");

-- CreateIndex
CREATE INDEX "charges_extension_id_idx" ON "charges"("extension_id");

-- CreateIndex
CREATE INDEX "charges_provider_invoice_id_idx" ON "charges"("provider_invoice_id");

-- CreateIndex
CREATE UNIQUE INDEX "refunds_provider_refund_id_key" ON "refunds"("provider_refund_id");

-- CreateIndex
CREATE INDEX "refunds_charge_id_idx" ON "refunds"("charge_id");

-- CreateIndex
CREATE UNIQUE INDEX "disputes_provider_dispute_id_key" ON "disputes"("provider_dispute_id");

-- CreateIndex
CREATE INDEX "disputes_charge_id_idx" ON "disputes"("charge_id");

-- CreateIndex
CREATE INDEX "disputes_state_idx" ON "disputes"("state");

-- CreateIndex
CREATE INDEX "earning_movements_charge_id_idx" ON "earning_movements"("charge_id");

-- CreateIndex
CREATE INDEX "earning_movements_cause_idx" ON "earning_movements"("cause");

-- CreateIndex
CREATE INDEX "earning_movements_state_idx" ON "earning_movements"("state");

-- CreateIndex
CREATE UNIQUE INDEX "earning_lines_transaction_id_key" ON "earning_lines"("transaction_id");

-- CreateIndex
CREATE INDEX "earning_lines_publisher_id_currency_matures_at_idx" ON "earning_lines"("publisher_id", "currency", "matures_at");

-- CreateIndex
CREATE INDEX "earning_lines_charge_id_idx" ON "earning_lines"("charge_id");

-- CreateIndex
CREATE UNIQUE INDEX "payouts_provider_payout_id_key" ON "payouts"("provider_payout_id");

-- CreateIndex
CREATE INDEX "payouts_publisher_id_id_idx" ON "payouts"("publisher_id", "id");

-- CreateIndex
CREATE INDEX "payouts_state_idx" ON "payouts"("state");

-- CreateIndex
CREATE INDEX "payout_lines_line_id_idx" ON "payout_lines"("line_id");

-- CreateIndex
CREATE INDEX "reconciliations_started_at_idx" ON "reconciliations"("started_at");

-- CreateIndex
CREATE INDEX "reconciliation_findings_reconciliation_id_idx" ON "reconciliation_findings"("reconciliation_id");

-- CreateIndex
CREATE INDEX "share_rules_publisher_id_effective_from_idx" ON "share_rules"("publisher_id", "effective_from");

-- CreateIndex
CREATE INDEX "ledger_accounts_publisher_id_idx" ON "ledger_accounts"("publisher_id");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_transactions_key_key" ON "ledger_transactions"("key");

-- CreateIndex
CREATE INDEX "ledger_transactions_subject_idx" ON "ledger_transactions"("subject");

-- CreateIndex
CREATE INDEX "ledger_transactions_at_id_idx" ON "ledger_transactions"("at", "id");

-- CreateIndex
CREATE INDEX "ledger_entries_account_code_currency_id_idx" ON "ledger_entries"("account_code", "currency", "id");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_entries_transaction_id_account_code_currency_key" ON "ledger_entries"("transaction_id", "account_code", "currency");

-- CreateIndex
CREATE UNIQUE INDEX "plans_provider_product_id_key" ON "plans"("provider_product_id");

-- CreateIndex
CREATE UNIQUE INDEX "plans_provider_meter_id_key" ON "plans"("provider_meter_id");

-- CreateIndex
CREATE INDEX "plans_extension_id_state_idx" ON "plans"("extension_id", "state");

-- CreateIndex
CREATE UNIQUE INDEX "prices_provider_price_id_key" ON "prices"("provider_price_id");

-- CreateIndex
CREATE INDEX "prices_plan_id_active_idx" ON "prices"("plan_id", "active");

-- CreateIndex
CREATE UNIQUE INDEX "customers_provider_customer_id_key" ON "customers"("provider_customer_id");

-- CreateIndex
CREATE UNIQUE INDEX "purchases_provider_session_id_key" ON "purchases"("provider_session_id");

-- CreateIndex
CREATE UNIQUE INDEX "purchases_provider_payment_id_key" ON "purchases"("provider_payment_id");

-- CreateIndex
CREATE INDEX "purchases_workspace_id_extension_id_idx" ON "purchases"("workspace_id", "extension_id");

-- CreateIndex
CREATE INDEX "purchases_buyer_id_idx" ON "purchases"("buyer_id");

-- CreateIndex
CREATE UNIQUE INDEX "subscriptions_purchase_id_key" ON "subscriptions"("purchase_id");

-- CreateIndex
CREATE UNIQUE INDEX "subscriptions_provider_subscription_id_key" ON "subscriptions"("provider_subscription_id");

-- CreateIndex
CREATE INDEX "subscriptions_workspace_id_extension_id_idx" ON "subscriptions"("workspace_id", "extension_id");

-- CreateIndex
CREATE INDEX "subscriptions_buyer_id_idx" ON "subscriptions"("buyer_id");

-- CreateIndex
CREATE UNIQUE INDEX "trials_purchase_id_key" ON "trials"("purchase_id");

-- CreateIndex
CREATE UNIQUE INDEX "trials_extension_id_buyer_id_key" ON "trials"("extension_id", "buyer_id");

-- CreateIndex
CREATE UNIQUE INDEX "trials_extension_id_workspace_id_key" ON "trials"("extension_id", "workspace_id");

-- CreateIndex
CREATE INDEX "usage_events_reported_at_id_idx" ON "usage_events"("reported_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "usage_events_subscription_id_key_key" ON "usage_events"("subscription_id", "key");

-- CreateIndex
CREATE UNIQUE INDEX "invoices_provider_invoice_id_key" ON "invoices"("provider_invoice_id");

-- CreateIndex
CREATE INDEX "invoices_workspace_id_id_idx" ON "invoices"("workspace_id", "id");

-- CreateIndex
CREATE INDEX "invoices_subscription_id_idx" ON "invoices"("subscription_id");

-- CreateIndex
CREATE INDEX "invoices_purchase_id_idx" ON "invoices"("purchase_id");

-- AddForeignKey
ALTER TABLE "connected_accounts" ADD CONSTRAINT "connected_accounts_publisher_id_fkey" FOREIGN KEY ("publisher_id") REFERENCES "publishers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "charges" ADD CONSTRAINT "charges_publisher_id_fkey" FOREIGN KEY ("publisher_id") REFERENCES "publishers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "charges" ADD CONSTRAINT "charges_extension_id_fkey" FOREIGN KEY ("extension_id") REFERENCES "extensions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "charges" ADD CONSTRAINT "charges_share_rule_version_fkey" FOREIGN KEY ("share_rule_version") REFERENCES "share_rules"("version") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_charge_id_fkey" FOREIGN KEY ("charge_id") REFERENCES "charges"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_requested_by_id_fkey" FOREIGN KEY ("requested_by_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_charge_id_fkey" FOREIGN KEY ("charge_id") REFERENCES "charges"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "earning_movements" ADD CONSTRAINT "earning_movements_charge_id_fkey" FOREIGN KEY ("charge_id") REFERENCES "charges"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "earning_lines" ADD CONSTRAINT "earning_lines_publisher_id_fkey" FOREIGN KEY ("publisher_id") REFERENCES "publishers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "earning_lines" ADD CONSTRAINT "earning_lines_charge_id_fkey" FOREIGN KEY ("charge_id") REFERENCES "charges"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_publisher_id_fkey" FOREIGN KEY ("publisher_id") REFERENCES "publishers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payout_lines" ADD CONSTRAINT "payout_lines_payout_id_fkey" FOREIGN KEY ("payout_id") REFERENCES "payouts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payout_lines" ADD CONSTRAINT "payout_lines_line_id_fkey" FOREIGN KEY ("line_id") REFERENCES "earning_lines"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reconciliation_findings" ADD CONSTRAINT "reconciliation_findings_reconciliation_id_fkey" FOREIGN KEY ("reconciliation_id") REFERENCES "reconciliations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "share_rules" ADD CONSTRAINT "share_rules_publisher_id_fkey" FOREIGN KEY ("publisher_id") REFERENCES "publishers"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "share_rules" ADD CONSTRAINT "share_rules_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_accounts" ADD CONSTRAINT "ledger_accounts_publisher_id_fkey" FOREIGN KEY ("publisher_id") REFERENCES "publishers"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_transaction_id_fkey" FOREIGN KEY ("transaction_id") REFERENCES "ledger_transactions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_account_code_fkey" FOREIGN KEY ("account_code") REFERENCES "ledger_accounts"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "plans" ADD CONSTRAINT "plans_extension_id_fkey" FOREIGN KEY ("extension_id") REFERENCES "extensions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "plans" ADD CONSTRAINT "plans_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "prices" ADD CONSTRAINT "prices_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "plans"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "prices" ADD CONSTRAINT "prices_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customers" ADD CONSTRAINT "customers_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "purchases" ADD CONSTRAINT "purchases_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "purchases" ADD CONSTRAINT "purchases_extension_id_fkey" FOREIGN KEY ("extension_id") REFERENCES "extensions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "purchases" ADD CONSTRAINT "purchases_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "plans"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "purchases" ADD CONSTRAINT "purchases_price_id_fkey" FOREIGN KEY ("price_id") REFERENCES "prices"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "purchases" ADD CONSTRAINT "purchases_buyer_id_fkey" FOREIGN KEY ("buyer_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_purchase_id_fkey" FOREIGN KEY ("purchase_id") REFERENCES "purchases"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_extension_id_fkey" FOREIGN KEY ("extension_id") REFERENCES "extensions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "plans"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_price_id_fkey" FOREIGN KEY ("price_id") REFERENCES "prices"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_buyer_id_fkey" FOREIGN KEY ("buyer_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trials" ADD CONSTRAINT "trials_extension_id_fkey" FOREIGN KEY ("extension_id") REFERENCES "extensions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trials" ADD CONSTRAINT "trials_buyer_id_fkey" FOREIGN KEY ("buyer_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trials" ADD CONSTRAINT "trials_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "usage_periods" ADD CONSTRAINT "usage_periods_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "subscriptions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "usage_events" ADD CONSTRAINT "usage_events_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "subscriptions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_buyer_id_fkey" FOREIGN KEY ("buyer_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_purchase_id_fkey" FOREIGN KEY ("purchase_id") REFERENCES "purchases"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "subscriptions"("id") ON DELETE SET NULL ON UPDATE CASCADE;


-- What the schema cannot say.

-- Money is counted up, and what was captured is shared to the last unit.
ALTER TABLE "share_rules" ADD CONSTRAINT "share_rules_basis_points" CHECK ("publisher_basis_points" BETWEEN 0 AND 10000);
ALTER TABLE "share_rules" ADD CONSTRAINT "share_rules_for_all" CHECK ("publisher_id" IS NOT NULL OR "publisher_basis_points" IS NOT NULL);
ALTER TABLE "charges" ADD CONSTRAINT "charges_shares" CHECK (
  "gross_minor" > 0 AND "tax_minor" >= 0 AND "publisher_minor" >= 0 AND "platform_minor" >= 0
  AND "publisher_minor" + "platform_minor" + "tax_minor" = "gross_minor");
ALTER TABLE "charges" ADD CONSTRAINT "charges_taken_back" CHECK (
  "refunded_minor" >= 0 AND "disputed_minor" >= 0 AND "lost_minor" >= 0
  AND "refunded_minor" + "disputed_minor" + "lost_minor" <= "gross_minor");
ALTER TABLE "charges" ADD CONSTRAINT "charges_transferred" CHECK ("transferred_minor" BETWEEN 0 AND "publisher_minor");
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_amount" CHECK ("amount_minor" > 0);
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_amount" CHECK ("amount_minor" > 0 AND "fee_minor" >= 0);
ALTER TABLE "earning_movements" ADD CONSTRAINT "earning_movements_amount" CHECK ("amount_minor" > 0);
ALTER TABLE "earning_lines" ADD CONSTRAINT "earning_lines_amount" CHECK ("amount_minor" <> 0);
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_amount" CHECK ("amount_minor" > 0);
ALTER TABLE "prices" ADD CONSTRAINT "prices_amount" CHECK ("unit_amount_minor" >= 0 AND "per_units" > 0);
ALTER TABLE "purchases" ADD CONSTRAINT "purchases_quantity" CHECK ("quantity" > 0);
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_quantity" CHECK ("quantity" > 0);
ALTER TABLE "usage_events" ADD CONSTRAINT "usage_events_quantity" CHECK ("quantity" > 0);

-- A line of earnings is paid out once.
CREATE UNIQUE INDEX "payout_lines_covered" ON "payout_lines"("line_id") WHERE "released_at" IS NULL;

-- The ledger, the rules that it was written under and the lines of earnings are append-only for everybody, the platform's
-- own role included.
CREATE TRIGGER "share_rules_append_only" BEFORE UPDATE OR DELETE ON "share_rules"
  FOR EACH ROW EXECUTE FUNCTION "grantry_refuse_change"();
CREATE TRIGGER "share_rules_no_truncate" BEFORE TRUNCATE ON "share_rules"
  FOR EACH STATEMENT EXECUTE FUNCTION "grantry_refuse_change"();
CREATE TRIGGER "ledger_accounts_append_only" BEFORE UPDATE OR DELETE ON "ledger_accounts"
  FOR EACH ROW EXECUTE FUNCTION "grantry_refuse_change"();
CREATE TRIGGER "ledger_accounts_no_truncate" BEFORE TRUNCATE ON "ledger_accounts"
  FOR EACH STATEMENT EXECUTE FUNCTION "grantry_refuse_change"();
CREATE TRIGGER "ledger_transactions_append_only" BEFORE UPDATE OR DELETE ON "ledger_transactions"
  FOR EACH ROW EXECUTE FUNCTION "grantry_refuse_change"();
CREATE TRIGGER "ledger_transactions_no_truncate" BEFORE TRUNCATE ON "ledger_transactions"
  FOR EACH STATEMENT EXECUTE FUNCTION "grantry_refuse_change"();
CREATE TRIGGER "ledger_entries_append_only" BEFORE UPDATE OR DELETE ON "ledger_entries"
  FOR EACH ROW EXECUTE FUNCTION "grantry_refuse_change"();
CREATE TRIGGER "ledger_entries_no_truncate" BEFORE TRUNCATE ON "ledger_entries"
  FOR EACH STATEMENT EXECUTE FUNCTION "grantry_refuse_change"();
CREATE TRIGGER "earning_lines_append_only" BEFORE UPDATE OR DELETE ON "earning_lines"
  FOR EACH ROW EXECUTE FUNCTION "grantry_refuse_change"();
CREATE TRIGGER "earning_lines_no_truncate" BEFORE TRUNCATE ON "earning_lines"
  FOR EACH STATEMENT EXECUTE FUNCTION "grantry_refuse_change"();

-- The entries of a transaction are written with it: nothing is added to one that is committed.
CREATE FUNCTION "grantry_ledger_written_at_once"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT written_in FROM ledger_transactions WHERE id = NEW.transaction_id)
    IS DISTINCT FROM (pg_current_xact_id()::text)::bigint
  THEN
    RAISE EXCEPTION 'ledger transaction % is complete: a correction is a transaction of its own', NEW.transaction_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "ledger_entries_written_at_once" BEFORE INSERT ON "ledger_entries"
  FOR EACH ROW EXECUTE FUNCTION "grantry_ledger_written_at_once"();
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_amount" CHECK ("amount_minor" <> 0);
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_currency" CHECK ("currency" ~ '^[a-z]{3}$');

-- When a transaction is committed, its entries add up to zero in each currency, and there are some.
CREATE FUNCTION "grantry_ledger_adds_up"(of_transaction uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  off record;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM ledger_entries WHERE transaction_id = of_transaction) THEN
    RAISE EXCEPTION 'ledger transaction % has no entries', of_transaction;
  END IF;
  SELECT currency, sum(amount_minor) AS total INTO off FROM ledger_entries
    WHERE transaction_id = of_transaction GROUP BY currency HAVING sum(amount_minor) <> 0 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'ledger transaction % is off by % %', of_transaction, off.total, off.currency;
  END IF;
END $$;
CREATE FUNCTION "grantry_ledger_transaction_adds_up"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM grantry_ledger_adds_up(NEW.id);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER "ledger_transactions_add_up" AFTER INSERT ON "ledger_transactions"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "grantry_ledger_transaction_adds_up"();
-- For each entry as well: a session can have the one above checked before it adds more.
CREATE FUNCTION "grantry_ledger_entry_adds_up"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM grantry_ledger_adds_up(NEW.transaction_id);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER "ledger_entries_add_up" AFTER INSERT ON "ledger_entries"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "grantry_ledger_entry_adds_up"();

-- The rule to begin with: 70 % for the publisher.
INSERT INTO "share_rules" ("publisher_basis_points", "effective_from", "reason")
  VALUES (7000, 'epoch', 'The rule to begin with');
