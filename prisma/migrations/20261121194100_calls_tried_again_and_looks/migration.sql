-- AlterTable
ALTER TABLE "provider_calls" ADD COLUMN     "retried_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "reconciliations" ADD COLUMN     "since" TIMESTAMPTZ(3);
