-- CreateEnum
CREATE TYPE "JobState" AS ENUM ('queued', 'running', 'paused', 'completed', 'failed', 'cancelled');

-- CreateEnum
CREATE TYPE "JobRequest" AS ENUM ('pause', 'cancel');

-- CreateEnum
CREATE TYPE "JobOrigin" AS ENUM ('person', 'extension', 'schedule', 'job');

-- CreateEnum
CREATE TYPE "JobRunOutcome" AS ENUM ('completed', 'interrupted', 'failed', 'lost', 'stopped');

-- CreateEnum
CREATE TYPE "JobLineKind" AS ENUM ('warning', 'error', 'log');

-- CreateEnum
CREATE TYPE "ScheduleState" AS ENUM ('active', 'paused');

-- CreateEnum
CREATE TYPE "ScheduleOutcome" AS ENUM ('dispatched', 'skipped', 'refused');

-- CreateTable
CREATE TABLE "jobs" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "install_id" UUID NOT NULL,
    "extension_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT,
    "state" "JobState" NOT NULL DEFAULT 'queued',
    "requested" "JobRequest",
    "origin" "JobOrigin" NOT NULL,
    "dispatcher_id" UUID,
    "user_id" UUID NOT NULL,
    "parent_id" UUID,
    "spawn_key" TEXT,
    "depth" INTEGER NOT NULL DEFAULT 0,
    "schedule_id" UUID,
    "params" JSON NOT NULL,
    "resumable" BOOLEAN NOT NULL,
    "run_at" TIMESTAMPTZ(3) NOT NULL,
    "fence" INTEGER NOT NULL DEFAULT 0,
    "node_id" UUID,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "max_attempts" INTEGER NOT NULL,
    "progress" DOUBLE PRECISION,
    "message" TEXT,
    "items" DECIMAL(40,0) NOT NULL DEFAULT 0,
    "bytes" DECIMAL(40,0) NOT NULL DEFAULT 0,
    "warnings" INTEGER NOT NULL DEFAULT 0,
    "errors" INTEGER NOT NULL DEFAULT 0,
    "live_items" DECIMAL(40,0) NOT NULL DEFAULT 0,
    "live_bytes" DECIMAL(40,0) NOT NULL DEFAULT 0,
    "live_warnings" INTEGER NOT NULL DEFAULT 0,
    "live_errors" INTEGER NOT NULL DEFAULT 0,
    "fuel_used" BIGINT NOT NULL DEFAULT 0,
    "fuel_budget" BIGINT NOT NULL,
    "checkpoint_sequence" INTEGER NOT NULL DEFAULT 0,
    "reason_code" TEXT,
    "reason_message" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "jobs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job_checkpoints" (
    "job_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "fence" INTEGER NOT NULL,
    "state" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "job_checkpoints_pkey" PRIMARY KEY ("job_id")
);

-- CreateTable
CREATE TABLE "job_runs" (
    "job_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "workspace_id" UUID NOT NULL,
    "version" TEXT NOT NULL,
    "node" TEXT NOT NULL,
    "outcome" "JobRunOutcome",
    "reason_code" TEXT,
    "reason_message" TEXT,
    "fuel" BIGINT NOT NULL DEFAULT 0,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "job_runs_pkey" PRIMARY KEY ("job_id","number")
);

-- CreateTable
CREATE TABLE "job_lines" (
    "id" BIGSERIAL NOT NULL,
    "job_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "run" INTEGER NOT NULL,
    "kind" "JobLineKind" NOT NULL,
    "message" TEXT NOT NULL,
    "live" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "job_lines_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job_nodes" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "heartbeat_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "job_nodes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "schedules" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "install_id" UUID NOT NULL,
    "extension_id" TEXT NOT NULL,
    "job_name" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "params" JSON NOT NULL,
    "cron" TEXT NOT NULL,
    "timezone" TEXT NOT NULL,
    "state" "ScheduleState" NOT NULL DEFAULT 'active',
    "reason_code" TEXT,
    "reason_message" TEXT,
    "next_run_at" TIMESTAMPTZ(3),
    "last_at" TIMESTAMPTZ(3),
    "last_outcome" "ScheduleOutcome",
    "last_job_id" UUID,
    "last_reason_code" TEXT,
    "last_reason_message" TEXT,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "schedules_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "jobs_workspace_id_id_idx" ON "jobs"("workspace_id", "id");

-- CreateIndex
CREATE INDEX "jobs_install_id_idx" ON "jobs"("install_id");

-- CreateIndex
CREATE INDEX "jobs_schedule_id_idx" ON "jobs"("schedule_id");

-- CreateIndex
CREATE UNIQUE INDEX "jobs_parent_id_spawn_key_key" ON "jobs"("parent_id", "spawn_key");

-- CreateIndex
CREATE INDEX "job_lines_job_id_kind_id_idx" ON "job_lines"("job_id", "kind", "id");

-- CreateIndex
CREATE INDEX "job_lines_job_id_id_idx" ON "job_lines"("job_id", "id");

-- CreateIndex
CREATE INDEX "schedules_workspace_id_id_idx" ON "schedules"("workspace_id", "id");

-- CreateIndex
CREATE INDEX "schedules_install_id_idx" ON "schedules"("install_id");

-- CreateIndex
CREATE INDEX "schedules_next_run_at_idx" ON "schedules"("next_run_at");

-- CreateIndex
CREATE INDEX "schedules_last_job_id_idx" ON "schedules"("last_job_id");

-- AddForeignKey
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_install_id_fkey" FOREIGN KEY ("install_id") REFERENCES "installs"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "jobs"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_schedule_id_fkey" FOREIGN KEY ("schedule_id") REFERENCES "schedules"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job_checkpoints" ADD CONSTRAINT "job_checkpoints_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "jobs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job_runs" ADD CONSTRAINT "job_runs_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "jobs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job_lines" ADD CONSTRAINT "job_lines_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "jobs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "schedules" ADD CONSTRAINT "schedules_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "schedules" ADD CONSTRAINT "schedules_install_id_fkey" FOREIGN KEY ("install_id") REFERENCES "installs"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "schedules" ADD CONSTRAINT "schedules_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "schedules" ADD CONSTRAINT "schedules_last_job_id_fkey" FOREIGN KEY ("last_job_id") REFERENCES "jobs"("id") ON DELETE SET NULL ON UPDATE CASCADE;


-- What the schema cannot say: indexes of the few rows that matter to whoever looks for work, and what always holds.
CREATE INDEX "jobs_waiting" ON "jobs"("install_id", "run_at", "id") WHERE "state" = 'queued';
CREATE INDEX "jobs_running" ON "jobs"("install_id", "node_id") WHERE "state" = 'running';
CREATE INDEX "jobs_open" ON "jobs"("workspace_id") WHERE "ended_at" IS NULL;
CREATE INDEX "jobs_ended" ON "jobs"("ended_at") WHERE "ended_at" IS NOT NULL;
CREATE INDEX "job_lines_live" ON "job_lines"("job_id") WHERE "live";

ALTER TABLE "jobs"
  ADD CONSTRAINT "jobs_running_on_a_node" CHECK (("state" = 'running') = ("node_id" IS NOT NULL)),
  ADD CONSTRAINT "jobs_requested_while_running" CHECK ("requested" IS NULL OR "state" = 'running'),
  ADD CONSTRAINT "jobs_ended_at" CHECK (("state" IN ('completed', 'failed', 'cancelled')) = ("ended_at" IS NOT NULL)),
  ADD CONSTRAINT "jobs_progress" CHECK ("progress" BETWEEN 0 AND 1);
ALTER TABLE "schedules" ADD CONSTRAINT "schedules_next_run_at" CHECK (("state" = 'active') = ("next_run_at" IS NOT NULL));

-- Every change of a job reaches every node when it is committed: nobody who writes one has to think of it.
CREATE FUNCTION "announce_job"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('grantry_jobs', json_build_object(
    'workspaceId', NEW."workspace_id", 'jobId', NEW."id", 'parentId', NEW."parent_id",
    'state', NEW."state", 'requested', NEW."requested")::text);
  RETURN NULL;
END $$;
CREATE TRIGGER "jobs_announced" AFTER INSERT OR UPDATE ON "jobs" FOR EACH ROW EXECUTE FUNCTION "announce_job"();
