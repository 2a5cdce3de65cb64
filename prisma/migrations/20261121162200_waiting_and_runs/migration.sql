-- AlterTable
ALTER TABLE "job_nodes" ADD COLUMN     "slots" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "jobs" ADD COLUMN     "lost_right" JSON;

-- AlterTable
ALTER TABLE "usage_days" ADD COLUMN     "runs" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "runs_failed" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "runs_fuel" BIGINT NOT NULL DEFAULT 0;


-- Jobs wait by generation.
DROP INDEX "jobs_waiting";
CREATE INDEX "jobs_waiting" ON "jobs"("install_id", "depth", "run_at", "id") WHERE "state" = 'queued';
