-- AlterTable
ALTER TABLE "installs" ADD COLUMN     "suspended_reason" TEXT;
