-- CreateTable
CREATE TABLE "usage_minutes" (
    "workspace_id" UUID NOT NULL,
    "install_id" UUID NOT NULL,
    "minute" TIMESTAMPTZ(0) NOT NULL,
    "calls" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,
    "fuel" BIGINT NOT NULL,
    "most_fuel" BIGINT NOT NULL,
    "peak_pages" INTEGER NOT NULL,
    "queue_ms" DOUBLE PRECISION NOT NULL,
    "most_queue_ms" DOUBLE PRECISION NOT NULL,
    "runs" INTEGER NOT NULL,

    CONSTRAINT "usage_minutes_pkey" PRIMARY KEY ("install_id","minute")
);

-- CreateIndex
CREATE INDEX "usage_minutes_workspace_id_minute_idx" ON "usage_minutes"("workspace_id", "minute");

-- CreateIndex
CREATE INDEX "usage_minutes_minute_idx" ON "usage_minutes"("minute");

