-- AlterTable
ALTER TABLE "permission_uses" ADD COLUMN     "first_used_at" TIMESTAMPTZ(3),
ADD COLUMN     "last_denied_at" TIMESTAMPTZ(3),
ALTER COLUMN "last_used_at" DROP NOT NULL;

-- CreateTable
CREATE TABLE "permission_use_days" (
    "workspace_id" UUID NOT NULL,
    "install_id" UUID NOT NULL,
    "permission" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "allowed" INTEGER NOT NULL DEFAULT 0,
    "denied" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "permission_use_days_pkey" PRIMARY KEY ("install_id","permission","day")
);

-- CreateTable
CREATE TABLE "permission_targets" (
    "workspace_id" UUID NOT NULL,
    "install_id" UUID NOT NULL,
    "permission" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "allowed" INTEGER NOT NULL DEFAULT 0,
    "denied" INTEGER NOT NULL DEFAULT 0,
    "last_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "permission_targets_pkey" PRIMARY KEY ("install_id","permission","target")
);


-- Until now the last use was the last attempt: where all were denied, it was the last denial.
UPDATE "permission_uses" SET "last_denied_at" = "last_used_at" WHERE "denied" > 0;
UPDATE "permission_uses" SET "last_used_at" = NULL WHERE "allowed" = 0;
