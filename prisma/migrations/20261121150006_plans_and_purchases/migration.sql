-- AlterEnum
CREATE TYPE "PurchaseState_new" AS ENUM ('open', 'completed', 'expired');
ALTER TABLE "public"."purchases" ALTER COLUMN "state" DROP DEFAULT;
ALTER TABLE "purchases" ALTER COLUMN "state" TYPE "PurchaseState_new" USING ("state"::text::"PurchaseState_new");
ALTER TYPE "PurchaseState" RENAME TO "PurchaseState_old";
ALTER TYPE "PurchaseState_new" RENAME TO "PurchaseState";
DROP TYPE "public"."PurchaseState_old";
ALTER TABLE "purchases" ALTER COLUMN "state" SET DEFAULT 'open';

-- DropIndex
DROP INDEX "usage_events_reported_at_id_idx";

-- AlterTable
ALTER TABLE "customers" DROP CONSTRAINT "customers_pkey",
ADD COLUMN     "call_id" UUID,
ADD COLUMN     "workspace_id" UUID NOT NULL,
ADD CONSTRAINT "customers_pkey" PRIMARY KEY ("workspace_id", "user_id");

-- AlterTable
ALTER TABLE "extensions" ADD COLUMN     "pricing" JSONB NOT NULL DEFAULT '{"model":"free","from":null,"trialDays":0}';

-- AlterTable
ALTER TABLE "plans" ADD COLUMN     "meter_call_id" UUID,
ADD COLUMN     "product_call_id" UUID;

-- AlterTable
ALTER TABLE "prices" ADD COLUMN     "price_call_id" UUID;

-- AlterTable
ALTER TABLE "purchases" DROP COLUMN "revoked_reason",
ADD COLUMN     "call_id" UUID,
ADD COLUMN     "cap_minor" BIGINT,
ADD COLUMN     "checkout_url" TEXT,
ADD COLUMN     "trial_days" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "subscriptions" DROP COLUMN "usage_cap_minor",
ADD COLUMN     "seats_added_in" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "usage_events" DROP COLUMN "reported_at",
ADD COLUMN     "period_starts_at" TIMESTAMPTZ(3) NOT NULL,
ADD COLUMN     "settled_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "usage_periods" ADD COLUMN     "reported_blocks" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "reporting" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "settled" BIGINT NOT NULL DEFAULT 0;

-- CreateIndex
CREATE INDEX "usage_events_settled_at_at_idx" ON "usage_events"("settled_at", "at");

-- AddForeignKey
ALTER TABLE "customers" ADD CONSTRAINT "customers_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- One checkout of an extension at a time in a workspace: another one takes its place.
CREATE UNIQUE INDEX "purchases_one_open" ON "purchases"("workspace_id", "extension_id") WHERE state = 'open';
