-- CreateEnum
CREATE TYPE "TrialRunState" AS ENUM ('queued', 'running', 'finished', 'failed');

-- CreateTable
CREATE TABLE "trial_runs" (
    "id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "state" "TrialRunState" NOT NULL DEFAULT 'queued',
    "requested_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "remark" TEXT,
    "evidence" JSON,

    CONSTRAINT "trial_runs_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "trial_runs_version_id_id_idx" ON "trial_runs"("version_id", "id");

-- AddForeignKey
ALTER TABLE "trial_runs" ADD CONSTRAINT "trial_runs_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "versions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trial_runs" ADD CONSTRAINT "trial_runs_requested_by_id_fkey" FOREIGN KEY ("requested_by_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

